import { withoutCredentials } from '../model/credential-shape.ts'

/** Fields whose texts may be told: none can hold a secret. What is not here is told by its name alone, unless it is a number. */
const TOLD: ReadonlySet<string> = new Set([
  'alerts',
  'alerts.budget_share',
  'allow_overage',
  'allow_private',
  'budget',
  'deadline_ms',
  'enabled',
  'expires_at',
  'expose_account',
  'kind',
  'lb_strategy',
  'load_balancer',
  'max_attempts',
  'max_hold_ms',
  'max_in_flight',
  'max_utilization',
  'models',
  'name',
  'pool',
  'pools',
  'prices',
  'priority',
  'provider',
  'quota_group',
  'reason',
  'requests_per_minute',
  'retention',
  'retention.detail_days',
  'retention.rollup_days',
  'retry_ambiguous',
  'scopes',
  'session_duration_ms',
  'session_scope',
  'strategy',
  'time_zone',
  'tokens_per_minute',
  'weight',
  'window_size',
])

const NOT_TOLD = '***'
const MAX_TEXT = 200
const MAX_ITEMS = 20
const MAX_FIELDS = 50

/** What the audit log keeps of a body that was sent, as JSON; `null` where nothing was set. */
export function toAuditDetail(given: unknown): string | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null
  const fields = Object.entries(given).slice(0, MAX_FIELDS)
  if (fields.length === 0) return null
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [cut(name), toTold(name, value)])))
}

function toTold(name: string, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (!TOLD.has(name)) return NOT_TOLD
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(bound)
  if (typeof value !== 'object' || value === null) return bound(value)
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([key, inner]) => [cut(key), bound(inner)]),
  )
}

function bound(value: unknown): unknown {
  if (typeof value === 'string') return cut(value)
  return typeof value === 'object' && value !== null ? NOT_TOLD : value
}

function cut(given: string): string {
  const text = withoutCredentials(given)
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
