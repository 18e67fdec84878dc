import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useReducer, type ReactNode } from 'react'
import type { AccountRow, PoolRow } from '../../../src/admin/contract.ts'
import { type Connection, openEventStream } from './event-stream.ts'
import { CACHED } from './keys.ts'
import { mergeRows } from './merge-rows.ts'
import type { Listed } from './queries.ts'
import { gatewayNow, setClock } from './clock.ts'
import { whileVisible } from './while-visible.ts'

interface Standing {
  readonly connection: Connection
  /** Since when nothing has been told, epoch ms by the gateway's clock; `null` where all is told, or nothing was yet. */
  readonly lostSince: number | null
}

const LiveContext = createContext<Standing>({ connection: 'connecting', lostSince: null })

/** Whether what is shown is kept up to date right now. */
export function useConnection(): Standing {
  return use(LiveContext)
}

interface Change {
  readonly connection: Connection
  readonly now: number
}

/** What is lost stays so while it is tried again. */
function toStanding({ lostSince }: Standing, { connection, now }: Change): Standing {
  if (connection === 'live') return { connection, lostSince: null }
  return { connection, lostSince: connection === 'lost' ? (lostSince ?? now) : lostSince }
}

/** Keeps the query cache up to date by `/api/events`: nothing polls. */
export function Live({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient()
  const [standing, take] = useReducer(toStanding, { connection: 'connecting', lostSince: null })
  useEffect(() => whileVisible(() => listen(client, (connection) => take({ connection, now: gatewayNow() }))), [client])
  return <LiveContext value={standing}>{children}</LiveContext>
}

function listen(client: QueryClient, onConnection: (connection: Connection) => void): () => void {
  let isFirst = true
  return openEventStream({
    path: '/api/events?topics=overview,accounts,pools,changes',
    onConnection(connection) {
      onConnection(connection)
      // It may be that nobody is signed in any more: whoever asks is told.
      if (connection === 'lost') void client.invalidateQueries({ queryKey: CACHED.session })
    },
    handlers: {
      hello({ now }) {
        setClock(now)
        // What happened while nobody listened was not told.
        if (!isFirst) void client.invalidateQueries()
        isFirst = false
      },
      overview(body) {
        setClock(body.now)
        client.setQueryData(CACHED.overview, body)
      },
      accounts(told) {
        client.setQueryData<Listed<AccountRow>>(CACHED.accounts, (known) => mergeRows(known, told))
      },
      pools(told) {
        client.setQueryData<Listed<PoolRow>>(CACHED.pools, (known) => mergeRows(known, told))
      },
      changed({ what }) {
        if (what === 'accounts') void client.invalidateQueries({ queryKey: CACHED.accounts })
        if (what === 'keys') void client.invalidateQueries({ queryKey: CACHED.keys })
        if (what === 'config') {
          for (const queryKey of [CACHED.config, CACHED.pools, CACHED.providers, CACHED.prices])
            void client.invalidateQueries({ queryKey })
        }
        void client.invalidateQueries({ queryKey: CACHED.audit })
      },
    },
  })
}
