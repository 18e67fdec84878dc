import type { Account } from '../model/account.ts'
import {
  ACCOUNTS_POOL,
  BALANCED_POOL,
  type PoolDefaults,
  type PoolPolicy,
  STRATEGIES,
  type StrategyName,
  USUAL_HEADROOM,
} from '../model/pool.ts'
import { poolName } from './account-kinds.ts'
import { checkPoolStrategy } from './check-pool-strategy.ts'
import { isRecord, type JsonRecord, valueAt } from './json-record.ts'
import { POOL_FIELDS, type PoolField, poolSettingKey } from './pool-setting-key.ts'
import { refuseShape } from './refuse-shape.ts'
import type { Given, SettingReader } from './setting-reader.ts'
import { warnOfUnknown } from './unknown-keys.ts'
import { choice, integer, positiveNumber, share, truth } from './value-kinds.ts'

const MINUTE_MS = 60_000
const DEFAULT_SESSION_MS = 5 * 60 * MINUTE_MS
const DEFAULT_WINDOW_MINUTES = 5
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS
/** With more to wait a caller does better to hear of it at once. */
const LONGEST_HOLD_MS = MINUTE_MS

const strategy = choice(STRATEGIES)
const minutes = positiveNumber('minutes', YEAR_MS / MINUTE_MS)
const sessionMs = integer({ min: 1, max: YEAR_MS }, 'ms')
const sessionScope = choice(['pool', 'client', 'conversation'])
const maxHoldMs = integer({ min: 0, max: LONGEST_HOLD_MS }, 'ms')

/** What pools go by that have no values of their own. */
export function readPoolDefaults(reader: SettingReader): PoolDefaults {
  return {
    windowMs: reader.read('load_balancer.window_size', minutes, DEFAULT_WINDOW_MINUTES) * MINUTE_MS,
    sessionMs: reader.read('session_duration_ms', sessionMs, DEFAULT_SESSION_MS),
    sessionScope: reader.read('session_scope', sessionScope, 'pool'),
    headroom: {
      maxHoldMs: reader.read('max_hold_ms', maxHoldMs, USUAL_HEADROOM.maxHoldMs),
      maxUtilization: reader.read('max_utilization', share, USUAL_HEADROOM.maxUtilization),
      allowOverage: reader.read('allow_overage', truth, USUAL_HEADROOM.allowOverage),
    },
  }
}

/** The policies of all pools: `lb` and `accounts` always, the others that accounts or the file's `pools` name. */
export function readPools(
  reader: SettingReader,
  accounts: readonly Account[],
  shared: PoolDefaults,
): readonly PoolPolicy[] {
  const section = valueAt(reader.document.root, 'pools')
  if (section !== undefined && !isRecord(section))
    refuseShape(reader, { place: 'pools', value: section }, 'an object of pools by name')
  // What the API has taken away again is `null` where it cannot be taken out of the text.
  const all = isRecord(section) ? section : {}
  const written = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  const balanced = reader.find('load_balancer.strategy')
  const plain = reader.find('lb_strategy')
  const given = new Map<string, { readonly strategy: Given | null; readonly fallback: StrategyName }>([
    [BALANCED_POOL, { strategy: balanced, fallback: 'round-robin' }],
    [ACCOUNTS_POOL, { strategy: plain, fallback: 'session' }],
  ])
  // Pools of stored accounts come last: they come and go, and the others keep their places.
  const [stored, configured] = [true, false].map((isStored) =>
    accounts.filter(({ source }) => (source === 'store') === isStored).map(({ pool }) => pool),
  )
  const names = new Set([...given.keys(), ...(configured ?? []), ...Object.keys(written), ...(stored ?? [])])
  return [...names].map((name) => {
    const own = readOwn(reader, name, Object.hasOwn(written, name) ? written[name] : undefined)
    const chosen = given.get(name) ?? { strategy: own('strategy'), fallback: 'session' }
    const policy: PoolPolicy = {
      name,
      strategy: reader.use(chosen.strategy, strategy, chosen.fallback),
      windowMs: reader.use(own('window_size'), minutes, shared.windowMs / MINUTE_MS) * MINUTE_MS,
      sessionMs: reader.use(own('session_duration_ms'), sessionMs, shared.sessionMs),
      sessionScope: reader.use(own('session_scope'), sessionScope, shared.sessionScope),
      headroom: {
        maxHoldMs: reader.use(own('max_hold_ms'), maxHoldMs, shared.headroom.maxHoldMs),
        maxUtilization: reader.use(own('max_utilization'), share, shared.headroom.maxUtilization),
        allowOverage: reader.use(own('allow_overage'), truth, shared.headroom.allowOverage),
      },
    }
    checkStrategy(reader, policy, { accounts, given: chosen.strategy })
    return policy
  })
}

/** The fields of one pool in the file's `pools`; those that have another place are refused with that place's name. */
function readOwn(reader: SettingReader, name: string, value: unknown): (field: PoolField) => Given | null {
  const place = `pools.${name}`
  if (value === undefined) return () => null
  reader.use(reader.inFile(place, name), poolName, '')
  if (!isRecord(value)) {
    refuseShape(reader, { place, value }, 'an object, {"strategy": "weighted"}')
    return () => null
  }
  warnOfUnknown(reader, { place, object: value, known: POOL_FIELDS })
  for (const field of POOL_FIELDS) refuseMisplaced(reader, { name, value, field })
  return (field) => reader.inFile(`${place}.${field}`, Object.hasOwn(value, field) ? value[field] : undefined)
}

function refuseMisplaced(reader: SettingReader, own: { name: string; value: JsonRecord; field: PoolField }): void {
  const setting = `pools.${own.name}.${own.field}`
  const key = poolSettingKey(own.name, own.field)
  if (!Object.hasOwn(own.value, own.field) || key === setting) return
  const source = { kind: 'file', path: reader.document.path, key: setting } as const
  const why = 'this pool has it elsewhere'
  reader.report.problem({ setting, value: null, source, why, accepted: `the same value as ${key}` })
}

function checkStrategy(
  reader: SettingReader,
  policy: PoolPolicy,
  pool: { readonly accounts: readonly Account[]; readonly given: Given | null },
): void {
  const members = pool.accounts.filter((account) => account.pool === policy.name)
  const why = checkPoolStrategy(policy.strategy, members)
  if (why === null) return
  reader.report.problem({
    setting: pool.given?.setting ?? poolSettingKey(policy.name, 'strategy'),
    value: JSON.stringify(policy.strategy),
    source: pool.given?.source ?? { kind: 'default' },
    why,
    accepted: 'session',
  })
}
