import { useId, useState } from 'react'
import { useAccounts, useOverview } from '../../api/queries.ts'
import { SelectField } from '../../ui/field.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { type ClientLines, toClientLines } from './client-lines.ts'
import { MakeKey } from './make-key.tsx'
import { type Reachable, toReachable, toWayIn } from './way-in.ts'

/** The lines that point a client at this very gateway, with the key that they need. */
export function ConnectClients() {
  const accounts = useAccounts()
  const overview = useOverview()
  const reachable = toReachable(accounts.data?.items ?? [])
  const [chosen, setChosen] = useState<string | null>(null)
  const [made, setMade] = useState<{ readonly pool: string; readonly key: string } | null>(null)
  const isOpen = overview.data?.clients.openMode ?? false
  const pool = reachable.find((one) => one.pool === chosen) ?? reachable[0] ?? { pool: 'accounts', protocols: [] }
  const key = made?.pool === pool.pool ? made.key : null
  const way = toWayIn({ origin: location.origin, pool: pool.pool, isOpen, key })
  return (
    <div className="space-y-4">
      {reachable.length > 1 && (
        <SelectField
          label="Pool"
          className="max-w-xs"
          value={pool.pool}
          onChange={(event) => setChosen(event.target.value)}
        >
          {reachable.map(({ pool: name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
      )}
      {way.toFillIn !== null && <Notice level="note">{way.toFillIn}</Notice>}
      {!isOpen && (
        <MakeKey key={pool.pool} pool={pool.pool} onMade={(text) => setMade({ pool: pool.pool, key: text })} />
      )}
      <Clients clients={toClientLines(way)} pool={pool} />
    </div>
  )
}

function Clients({ clients, pool }: { readonly clients: readonly ClientLines[]; readonly pool: Reachable }) {
  const id = useId()
  const isServed = ({ protocols }: ClientLines): boolean =>
    pool.protocols.length === 0 || protocols.some((protocol) => pool.protocols.includes(protocol))
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = clients.find((client) => client.id === chosen) ?? clients.find(isServed) ?? clients[0]
  if (shown === undefined) return null
  return (
    <Tabs
      label="Clients"
      id={id}
      tabs={clients.map((client) => ({ id: client.id, name: client.name }))}
      chosen={shown.id}
      onChoose={setChosen}
    >
      <div className="space-y-2 pt-3">
        {!isServed(shown) && (
          <Notice level="note">
            No account of pool {pool.pool} speaks {shown.protocols.join(' or ')}: this client would find nobody.
          </Notice>
        )}
        {shown.lines.map(({ what, text }) => (
          <div key={what}>
            {shown.lines.length > 1 && <p className="mb-1 text-xs text-muted">{what}</p>}
            <CopyLine label={`${what}: ${shown.name}`} text={text} />
          </div>
        ))}
      </div>
    </Tabs>
  )
}
