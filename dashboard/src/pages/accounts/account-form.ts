import type { AccountRow } from '../../../../src/admin/contract.ts'

/** What is typed into the fields that every account has. */
export interface AccountValues {
  readonly name: string
  readonly pool: string
  readonly weight: string
  readonly priority: string
  /** Patterns with commas between them. */
  readonly models: string
  /** `pattern=model` with commas between them. */
  readonly model_map: string
  readonly max_in_flight: string
  /** Per cent. */
  readonly max_utilization: string
  readonly quota_group: string
  readonly note: string
}

export type AccountField = keyof AccountValues

export const EMPTY: AccountValues = {
  name: '',
  pool: '',
  weight: '',
  priority: '',
  models: '',
  model_map: '',
  max_in_flight: '',
  max_utilization: '',
  quota_group: '',
  note: '',
}

/** An account as its fields show it. */
export function toValues(account: AccountRow): AccountValues {
  return {
    name: account.name,
    pool: account.pool,
    weight: String(account.weight),
    priority: String(account.priority),
    models: account.models.join(', '),
    model_map: Object.entries(account.model_map)
      .map(([pattern, model]) => `${pattern}=${model}`)
      .join(', '),
    max_in_flight: account.max_in_flight === null ? '' : String(account.max_in_flight),
    max_utilization: account.max_utilization === null ? '' : String(round(account.max_utilization * 100)),
    quota_group: account.quota_group ?? '',
    note: account.note ?? '',
  }
}

type Sent = Record<string, unknown>

/** What is sent of the fields that are filled in. What cannot be a value is sent as it is typed, for the gateway to say so. */
export function toBody(values: AccountValues): Sent {
  const body: Sent = {}
  for (const field of FIELDS) if (values[field].trim() !== '') body[field] = toValue(field, values[field].trim())
  return body
}

/** What is sent of the fields that have changed: one that was emptied is taken back. */
export function toPatch(values: AccountValues, before: AccountValues): Sent {
  const patch: Sent = {}
  for (const field of FIELDS) {
    const text = values[field].trim()
    if (text === before[field]) continue
    patch[field] = text === '' ? EMPTIED[field] : toValue(field, text)
  }
  return patch
}

/** `undefined` is left out of what is sent, so it changes nothing. */
const EMPTIED: Readonly<Record<AccountField, unknown>> = {
  name: undefined,
  pool: undefined,
  weight: 1,
  priority: 0,
  models: [],
  model_map: {},
  max_in_flight: null,
  max_utilization: null,
  quota_group: null,
  note: null,
}

const FIELDS = [
  'name',
  'pool',
  'weight',
  'priority',
  'models',
  'model_map',
  'max_in_flight',
  'max_utilization',
  'quota_group',
  'note',
] as const satisfies readonly AccountField[]

function toValue(field: AccountField, text: string): unknown {
  switch (field) {
    case 'name':
    case 'pool':
    case 'quota_group':
    case 'note':
      return text
    case 'weight':
    case 'priority':
    case 'max_in_flight':
      return toNumber(text)
    case 'max_utilization': {
      const percent = toNumber(text)
      return typeof percent === 'number' ? round(percent / 100) : percent
    }
    case 'models':
      return toParts(text)
    case 'model_map':
      return Object.fromEntries(toParts(text).map(toMapping))
  }
}

function toNumber(text: string): number | string {
  const value = Number(text)
  return Number.isFinite(value) ? value : text
}

function toParts(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function toMapping(part: string): [string, string] {
  const at = part.indexOf('=')
  return at === -1 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
}

/** Without what binary fractions add: 0.57 × 100 is 57. */
function round(value: number): number {
  return Number(value.toPrecision(12))
}
