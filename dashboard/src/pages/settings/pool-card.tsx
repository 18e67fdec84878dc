import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PoolRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { SelectField } from '../../ui/field.tsx'
import { PoolStanding } from '../../ui/pool-standing.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { fieldsOf } from './pool-fields.ts'
import { RemovePool, type RemovePoolProps } from './remove-pool.tsx'
import { ServesSwitch } from './serves-switch.tsx'
import { FixedBy, SettingForm } from './setting-form.tsx'
import { STRATEGIES, type Strategy, strategyWords } from './strategies.ts'

const LB = 'lb'
const BUILT_IN = [LB, 'accounts']

/** One pool: how it chooses. A strategy is in force as soon as it is picked. */
export function PoolCard({ pool, onRemoved }: RemovePoolProps) {
  const client = useQueryClient()
  const toasts = useToasts()

  async function change(patch: Readonly<Record<string, unknown>>): Promise<void> {
    const row = await ask<PoolRow>('PATCH', `/api/pools/${encodeURIComponent(pool.name)}`, patch)
    await client.invalidateQueries({ queryKey: CACHED.pools })
    toasts.done(`Pool ${row.name}: saved. It holds from the next request on, and chooses by ${row.strategy}.`)
  }

  const strategy = useMutation({ mutationFn: (name: Strategy) => change({ strategy: name }) })
  const shown = strategy.isPending ? strategy.variables : pool.strategy
  const fields = fieldsOf(pool.strategy)

  return (
    <section
      aria-label={`Pool ${pool.name}`}
      className="space-y-4 border-t border-line px-4 py-4 first:border-t-0 sm:px-5"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold break-all">{pool.name}</h3>
        <PoolStanding pool={pool} />
        <span className="grow" />
        {!BUILT_IN.includes(pool.name) && <RemovePool pool={pool} onRemoved={onRemoved} />}
      </header>
      {pool.name === LB && <ServesSwitch enabled={pool.enabled} />}
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-3">
        <SelectField
          label="Strategy"
          hint={pool.fixed['strategy'] === undefined ? strategyWords(shown) : <FixedBy what={pool.fixed['strategy']} />}
          error={strategy.error?.message ?? null}
          disabled={pool.fixed['strategy'] !== undefined || strategy.isPending}
          value={shown}
          onChange={(event) => {
            const picked = STRATEGIES.find(({ name }) => name === event.target.value)
            if (picked !== undefined) strategy.mutate(picked.name)
          }}
        >
          {STRATEGIES.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        {pool.strategy === 'session' && <ScopeField pool={pool} change={change} />}
      </div>
      {fields.length > 0 && (
        <SettingForm name={`pool ${pool.name}`} fields={fields} values={pool} fixed={pool.fixed} save={change} />
      )}
    </section>
  )
}

const SCOPES = { pool: 'all callers together', client: 'each client key', conversation: 'each conversation' } as const

interface ScopeFieldProps {
  readonly pool: PoolRow
  readonly change: (patch: Readonly<Record<string, unknown>>) => Promise<void>
}

function ScopeField({ pool, change }: ScopeFieldProps) {
  const toasts = useToasts()
  const fixedBy = pool.fixed['session_scope']
  return (
    <SelectField
      label="A session is of"
      hint={fixedBy === undefined ? 'Whose traffic stays on one account.' : <FixedBy what={fixedBy} />}
      disabled={fixedBy !== undefined}
      value={pool.session_scope}
      onChange={(event) => void change({ session_scope: event.target.value }).catch(toasts.failed)}
    >
      {Object.entries(SCOPES).map(([scope, words]) => (
        <option key={scope} value={scope}>
          {words}
        </option>
      ))}
    </SelectField>
  )
}
