import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { StatsBody } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { openEventStream } from '../../api/event-stream.ts'
import { gatherTold } from '../../api/gather-told.ts'
import { CACHED } from '../../api/keys.ts'
import type { Listed } from '../../api/queries.ts'
import { whileVisible } from '../../api/while-visible.ts'
import { type Ended, type Troubles, withRows } from './troubles.ts'

const QUERY_KEY = [...CACHED.requests, 'troubles']
const LOOKED_AT = 200
/** A list that changes oftener cannot be read. */
const DRAWN_EVERY_MS = 1_000
const NOTHING: Troubles = { rows: [], hasCalls: false }

/** Whether any account was ever asked: requests that are no longer kept have been all the same. */
async function hasServed(): Promise<boolean> {
  const { accounts } = await ask<StatsBody>('GET', '/api/stats')
  return accounts.some(({ requests }) => requests > 0)
}

/** What has not gone straight of late: fetched once, then kept by events while the page is seen. */
export function useTroubles() {
  const client = useQueryClient()
  useEffect(
    () =>
      whileVisible(() => {
        let isFirst = true
        const gatherer = gatherTold(
          ({ items }) => client.setQueryData<Troubles>(QUERY_KEY, (known) => known && withRows(known, items)),
          DRAWN_EVERY_MS,
        )
        const close = openEventStream({
          path: '/api/events?topics=requests',
          onConnection() {},
          handlers: {
            hello() {
              if (!isFirst) void client.invalidateQueries({ queryKey: QUERY_KEY })
              isFirst = false
            },
            requests: gatherer.add,
          },
        })
        return () => {
          gatherer.stop()
          close()
        }
      }),
    [client],
  )
  return useQuery({
    queryKey: QUERY_KEY,
    queryFn: async () => {
      const { items } = await ask<Listed<Ended>>('GET', `/api/requests?limit=${LOOKED_AT}`)
      const troubles = withRows(NOTHING, items)
      return troubles.hasCalls ? troubles : { ...troubles, hasCalls: await hasServed() }
    },
    // What happens while the page is not seen is not told.
    staleTime: 0,
  })
}
