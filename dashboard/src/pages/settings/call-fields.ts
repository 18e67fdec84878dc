import type { SettingField } from './draft.ts'

const SECONDS = { kind: 'number', scale: 1_000, min: 0, max: 86_400, step: 0.1 } as const

/** How calls are carried. */
export const CALL_FIELDS: readonly SettingField[] = [
  { key: 'connect_timeout_ms', label: 'Connect, seconds', hint: 'To reach a vendor.', field: SECONDS },
  { key: 'first_byte_timeout_ms', label: 'First byte, seconds', hint: 'Until a vendor answers.', field: SECONDS },
  { key: 'idle_timeout_ms', label: 'Silence, seconds', hint: 'Within an answer.', field: SECONDS },
  {
    key: 'first_event_timeout_ms',
    label: 'First event of a stream, seconds',
    hint: '0 is off; a stream that has said nothing by then goes to the next account.',
    field: SECONDS,
  },
  {
    key: 'deadline_ms',
    label: 'Last attempt begins within, seconds',
    hint: 'Of the call’s beginning.',
    field: SECONDS,
  },
  {
    key: 'max_attempts',
    label: 'Attempts at most',
    hint: 'Each on another account.',
    field: { kind: 'number', scale: 1, min: 1, max: 100, step: 1 },
  },
  {
    key: 'drain_timeout_ms',
    label: 'Drain, seconds',
    hint: 'For calls under way when the gateway ends.',
    field: SECONDS,
  },
  {
    key: 'max_buffered_bytes',
    label: 'Bodies held, MiB',
    hint: 'Of all requests at a time; past it callers are told to come back.',
    field: { kind: 'number', scale: 1_048_576, min: 1, max: 1_048_576, step: 1 },
  },
  {
    key: 'time_zone',
    label: 'Time zone',
    hint: 'When days and months of budgets begin, as Europe/Berlin.',
    field: { kind: 'text' },
  },
  {
    key: 'retry_ambiguous',
    label: 'Send again what may have been carried out',
    hint: 'After a connection broke with the request sent: it may be done, and paid for, twice.',
    field: { kind: 'boolean' },
  },
  {
    key: 'expose_account',
    label: 'Tell every caller the account',
    hint: 'In x-claudeflare-account.',
    field: { kind: 'boolean' },
  },
]

/** How long what happened is kept. */
export const RETENTION_FIELDS: readonly SettingField[] = [
  {
    key: 'retention.detail_days',
    label: 'Requests, days',
    hint: 'Each with its trace.',
    field: { kind: 'number', scale: 1, min: 1, max: 3_650, step: 1 },
  },
  {
    key: 'retention.rollup_days',
    label: 'Sums by hour, days',
    hint: 'What analytics shows.',
    field: { kind: 'number', scale: 1, min: 1, max: 3_650, step: 1 },
  },
]

export const ALERT_FIELDS: readonly SettingField[] = [
  {
    key: 'alerts.budget_share',
    label: 'Tell of a budget from, percent',
    hint: 'Of what a client key may spend.',
    field: { kind: 'number', scale: 0.01, min: 1, max: 100, step: 1 },
  },
]
