import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { ask, toQuery } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { useOverview } from '../../api/queries.ts'
import { type AnalyticsAsked, toNextStep } from './analytics-address.ts'
import { isDue } from './toward-now.ts'

/**
 * What happened over a stretch of time. It is asked for anew on the word of events, while somebody sees it: where
 * something has happened since, at a bounded rate, and where a step of it has passed by the gateway's clock.
 */
export function useAnalytics(asked: AnalyticsAsked) {
  const analytics = useQuery({
    queryKey: [...CACHED.analytics, asked],
    queryFn: () => ask<AnalyticsBody>('GET', `/api/analytics${toQuery({ ...asked })}`),
    placeholderData: keepPreviousData,
  })
  const { data, dataUpdatedAt, isPlaceholderData, refetch } = analytics
  const { data: overview, dataUpdatedAt: toldAt } = useOverview()
  const next = data === undefined || isPlaceholderData ? null : toNextStep(data)
  const askedFor = useRef<number | null>(null)
  const askedAt = useRef(0)
  const happened = useRef({ today: '', at: 0 })
  useEffect(() => {
    if (overview === undefined) return
    const today = JSON.stringify(overview.today)
    const isKnown = happened.current.today !== ''
    if (today !== happened.current.today) happened.current = { today, at: isKnown ? toldAt : 0 }
    if (next === null || document.visibilityState !== 'visible') return
    const hasStepped = overview.now >= next && askedFor.current !== next
    const times = { happenedAt: happened.current.at, askedAt: Math.max(askedAt.current, dataUpdatedAt), now: toldAt }
    if (!hasStepped && !isDue(times)) return
    // Once for each step, whatever the answer is.
    if (hasStepped) askedFor.current = next
    askedAt.current = toldAt
    void refetch()
  }, [overview, toldAt, next, dataUpdatedAt, refetch])
  return analytics
}
