import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { ask, toQuery } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { useOverview } from '../../api/queries.ts'
import { type AnalyticsAsked, toNextStep } from './analytics-address.ts'

/** What happened over a stretch of time; asked for anew when a step of it has passed by the gateway's clock. */
export function useAnalytics(asked: AnalyticsAsked) {
  const analytics = useQuery({
    queryKey: [...CACHED.analytics, asked],
    queryFn: () => ask<AnalyticsBody>('GET', `/api/analytics${toQuery({ ...asked })}`),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const { data, isPlaceholderData, refetch } = analytics
  const now = useOverview().data?.now ?? 0
  const next = data === undefined || isPlaceholderData ? null : toNextStep(data)
  const askedFor = useRef<number | null>(null)
  useEffect(() => {
    // Once for each step, whatever the answer is.
    if (next === null || now < next || askedFor.current === next) return
    askedFor.current = next
    void refetch()
  }, [next, now, refetch])
  return analytics
}
