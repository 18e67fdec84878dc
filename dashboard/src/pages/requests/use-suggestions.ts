import { useQuery } from '@tanstack/react-query'
import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { useAccountNames, useKeyNames, usePoolNames } from '../../api/queries.ts'
import { ENDS, type TextFilter } from './request-filter.ts'

const STATUSES = [...ENDS, '200', '400', '401', '403', '429', '500', '502', '503', '529']

/** What is known of each thing that requests are looked for by. */
export function useSuggestions(): Readonly<Record<TextFilter, readonly string[]>> {
  const account = useAccountNames()
  const pool = usePoolNames()
  const client = useKeyNames()
  const lately = useQuery({
    queryKey: [...CACHED.analytics, { range: '24h' }],
    queryFn: () => ask<AnalyticsBody>('GET', '/api/analytics?range=24h'),
    staleTime: 300_000,
    retry: false,
  })
  const models = lately.data?.models.map(({ model }) => model) ?? []
  return {
    account,
    pool,
    client,
    model: [...new Set(models.filter((model) => model !== null))],
    status: STATUSES,
  }
}
