import type { Settings } from '../model/settings.ts'
import type { SettingKey } from '../config/setting-table.ts'
import { isRecord, type JsonRecord } from '../config/json-record.ts'
import { nearestName } from '../config/nearest-name.ts'
import { isPrices, refusePrices, withPrices } from './price-patch.ts'
import { toShownKey } from './issue-words.ts'

/** What a running gateway goes by from the next request on, and the API may set. */
const CHANGEABLE: readonly SettingKey[] = [
  'lb_strategy',
  'session_duration_ms',
  'session_scope',
  'max_hold_ms',
  'max_utilization',
  'allow_overage',
  'load_balancer.enabled',
  'load_balancer.strategy',
  'load_balancer.window_size',
  'connect_timeout_ms',
  'first_byte_timeout_ms',
  'idle_timeout_ms',
  'first_event_timeout_ms',
  'deadline_ms',
  'max_attempts',
  'drain_timeout_ms',
  'retry_ambiguous',
  'expose_account',
  'time_zone',
  'max_buffered_bytes',
  'kv_publish_interval',
  'retention.detail_days',
  'retention.rollup_days',
  'alerts.budget_share',
  'prices',
]

/** Where credentials and alerts go, and who is let in: nobody who stole an admin key may turn these (contract §8). */
const NEVER =
  /^(?:host|port|tls|outbound_proxy|database_url|providers|load_balancer\.uuid|load_balancer\.api_keys|load_balancer\.provider|alerts\.webhook_url|alerts\.webhook_authorization|accounts|pools)(?:\.|$)/

const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['accounts', 'accounts are added at /api/accounts'],
  ['load_balancer.api_keys', 'accounts are added at /api/accounts'],
  ['pools', 'pools are changed at /api/pools/:name'],
])

/** `"${NAME}"`, which the config file alone may say: whoever asks over the API must not read the environment by it. */
const VARIABLE = /^\$\{[^}]*\}$/
/** Sections lie no deeper than this. */
const DEEPEST = 4
/** `prices` has models, which have prices. */
const LEVELS = 2

export type ConfigPatchRead =
  | { readonly ok: true; readonly values: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly status: 400 | 409; readonly why: string }

/**
 * Reads `{"expose_account": true, "load_balancer": {"enabled": true}}`; keys may be dotted too, as `GET` shows them. Single
 * prices stay single: the table that they change is the one in force when they are written.
 */
export function readConfigPatch(body: JsonRecord, settings: Pick<Settings, 'prices'>): ConfigPatchRead {
  const given = new Map(flatten(body, []))
  if (given.size === 0) return { ok: false, status: 400, why: 'nothing to change' }
  const misspelt = refusePrices(given)
  if (misspelt !== null) return { ok: false, status: 400, why: misspelt }
  for (const [key, value] of withPrices(given, settings.prices)) {
    if (holdsVariable(value)) {
      return { ok: false, status: 400, why: `${key} names a variable, which only the config file reads` }
    }
    const isKnown = CHANGEABLE.some((known) => known === key)
    // A file takes it for no value at all.
    if (isKnown && value === null) return { ok: false, status: 400, why: `${key} cannot be null` }
    if (isKnown && isTooDeep(value)) return { ok: false, status: 400, why: `${key} has objects within objects` }
    if (isKnown) continue
    const top = [...ELSEWHERE].find(([place]) => key === place || key.startsWith(`${place}.`))
    if (top !== undefined) return { ok: false, status: 409, why: `${key} is not set here: ${top[1]}` }
    if (NEVER.test(key))
      return { ok: false, status: 409, why: `${key} is not set over the API: set it where the gateway is started` }
    if (key === 'log_level' || key === 'log_format') {
      return {
        ok: false,
        status: 409,
        why: `${key} takes effect at the start alone: set it where the gateway is started`,
      }
    }
    const near = nearestName(key, CHANGEABLE)
    return {
      ok: false,
      status: 400,
      why: `${toShown(key)} is not a setting${near === null ? '' : `; ${near} may be meant`}`,
    }
  }
  return { ok: true, values: given }
}

function toShown(key: string): string {
  return key.split('.').map(toShownKey).join('.')
}

/** Whether some text within the levels that a setting can have names a variable. */
function holdsVariable(value: unknown, levels = LEVELS): boolean {
  if (typeof value === 'string') return VARIABLE.test(value)
  if (typeof value !== 'object' || value === null || levels === 0) return false
  return Object.values(value).some((inner) => holdsVariable(inner, levels - 1))
}

function isTooDeep(value: unknown, levels = LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}

function flatten(record: JsonRecord, above: readonly string[]): [string, unknown][] {
  return Object.entries(record).flatMap(([name, value]) => {
    const path = [...above, name]
    return isRecord(value) && path.length < DEEPEST && !isPrices(path)
      ? flatten(value, path)
      : [[path.join('.'), value] as [string, unknown]]
  })
}
