import {
  accountName,
  maxInFlight,
  modelPattern,
  modelTarget,
  poolName,
  priority,
  providerName,
  quotaGroup,
  weight,
} from '../../config/account-kinds.ts'
import { baseUrl } from '../../config/base-url.ts'
import { isPrivateHost } from '../../config/private-address.ts'
import { share } from '../../config/value-kinds.ts'
import type { FlagSpec } from '../../config/parse-flags.ts'
import { type Mask, showValue, type ValueKind } from '../../config/value-kind.ts'
import type { Invocation } from '../command.ts'

/** The body of a question about an account, by the names of the API. */
export type AccountFields = Readonly<Record<string, unknown>>

export type FieldsRead =
  | { readonly ok: true; readonly fields: AccountFields }
  | { readonly ok: false; readonly why: string }

const VENDOR_ID = /^[!-~]{1,200}$/

/** How one flag's text becomes a field; a sentence's end where it cannot. */
interface FieldFlag extends FlagSpec {
  readonly field: string
  /** How a value that is refused is shown; as it is where this is absent. */
  readonly mask?: Mask
  readonly read: (
    text: string,
  ) => { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly accepted: string }
}

const CHANGEABLE: readonly FieldFlag[] = [
  flag('pool', 'pool that it serves in (accounts)', poolName),
  flag('weight', 'for strategy weighted (1)', weight),
  flag('priority', 'for strategy session: the lowest goes first (0)', priority),
  {
    name: 'model',
    field: 'models',
    takes: 'value',
    help: 'patterns of the models it may serve: claude-*,… (all)',
    read: readModels,
  },
  {
    name: 'model-map',
    field: 'model_map',
    takes: 'value',
    help: 'what models are called there: claude-*=gpt-5,…',
    read: readModelMap,
  },
  capFlag('max-in-flight', 'calls under way at a time (no bound)', maxInFlight),
  capFlag('max-utilization', "share of each limit that may be used, up to 1 (the pool's)", share),
  capFlag('quota-group', 'accounts of one group share their limits (as the vendor tells)', quotaGroup),
  {
    name: 'note',
    field: 'note',
    takes: 'value',
    help: 'a remark for people',
    read: (text) => ({ ok: true, value: text.trim() === '' ? null : text.trim() }),
  },
]

const PROVIDER = flag('provider', "vendor: anthropic, gemini, openai, … (by the key's prefix)", providerName)

const BOUND: readonly FieldFlag[] = [
  PROVIDER,
  flag('base-url', "where its calls go (the provider's)", baseUrl),
  {
    name: 'allow-private',
    field: 'allow_private',
    takes: 'nothing',
    help: 'its calls may go to this machine or a private network',
    read: () => ({ ok: true, value: true }),
  },
]

const IDENTITY: readonly FieldFlag[] = [
  idFlag('federation-rule-id', 'of a workload identity'),
  idFlag('organization-id', 'of a workload identity'),
  idFlag('service-account-id', 'of a workload identity, where it has one'),
  idFlag('workspace-id', 'of a workload identity, where it has one'),
]

/** The flags that describe an account, by what may be said of which. */
export const FIELD_FLAGS = {
  /** At any time, of any account. */
  changeable: CHANGEABLE,
  /** Together with its key: where that is sent. */
  bound: BOUND,
  signIn: [...CHANGEABLE, PROVIDER],
  key: [...CHANGEABLE, ...BOUND],
  identity: [...CHANGEABLE, ...BOUND, ...IDENTITY],
} as const

/** Reads the flags of that list that are given. */
export function readFields({ flags }: Pick<Invocation, 'flags'>, known: readonly FieldFlag[]): FieldsRead {
  const fields: Record<string, unknown> = {}
  for (const { name, field, mask, read } of known) {
    const text = flags.get(name)
    if (text === undefined) continue
    const result = read(text)
    const shown = showValue({ kind: 'text', text }, mask ?? 'none')
    if (!result.ok) return { ok: false, why: `--${name} ${shown}: accepted is ${result.accepted}` }
    fields[field] = result.value
  }
  return { ok: true, fields }
}

/** Why calls could not go where it is said that they shall; `null` where they can. */
export function refusePrivate(fields: AccountFields): string | null {
  const { base_url: address, allow_private: isAllowed } = fields
  if (typeof address !== 'string' || isAllowed === true || !leadsInside(address)) return null
  return `--base-url ${address} is on this machine or a private network, where no account may go that is not let: add --allow-private`
}

/** Whether an address is one of this machine or a private network as it is written. */
export function leadsInside(address: string): boolean {
  return URL.canParse(address) && isPrivateHost(new URL(address).hostname)
}

/** Why a name cannot be an account's; `null` where it can. */
export function refuseName(name: string): string | null {
  return accountName.parse({ kind: 'text', text: name }).ok ? null : `a name is ${accountName.accepted}`
}

/** Says why a text cannot be a value of that kind; `null` where it can. */
export function checkOf(kind: ValueKind<unknown>): (text: string) => string | null {
  return (text) => (kind.parse({ kind: 'text', text }).ok ? null : `accepted is ${kind.accepted}`)
}

const refusePattern = checkOf(modelPattern)
const refuseTarget = checkOf(modelTarget)

function flag(name: string, help: string, kind: ValueKind<unknown>): FieldFlag {
  return {
    name,
    field: name.replaceAll('-', '_'),
    takes: 'value',
    help,
    mask: kind.mask,
    read(text) {
      const parsed = kind.parse({ kind: 'text', text })
      return parsed.ok ? parsed : { ok: false, accepted: kind.accepted }
    },
  }
}

/** As {@link flag}; nothing behind the `=` takes back what was set. */
function capFlag(name: string, help: string, kind: ValueKind<unknown>): FieldFlag {
  const set = flag(name, help, kind)
  return {
    ...set,
    read(text) {
      if (text.trim() === '') return { ok: true, value: null }
      const result = set.read(text)
      return result.ok ? result : { ok: false, accepted: `${kind.accepted}, or nothing to take it back` }
    },
  }
}

function idFlag(name: string, help: string): FieldFlag {
  return { name, field: name.replaceAll('-', '_'), takes: 'value', help, read: readId }
}

/** What a vendor calls its own things. */
function readId(text: string): ReturnType<FieldFlag['read']> {
  return VENDOR_ID.test(text) ? { ok: true, value: text } : { ok: false, accepted: 'up to 200 visible characters' }
}

function readModels(text: string): ReturnType<FieldFlag['read']> {
  const models = split(text)
  const isSound = models.every((model) => refusePattern(model) === null)
  return isSound
    ? { ok: true, value: models }
    : { ok: false, accepted: `a list of which each is ${modelPattern.accepted}` }
}

function readModelMap(text: string): ReturnType<FieldFlag['read']> {
  const pairs = split(text).map((pair): readonly [string, string] => {
    const at = pair.indexOf('=')
    return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()]
  })
  const isSound = pairs.every(([pattern, target]) => refusePattern(pattern) === null && refuseTarget(target) === null)
  return isSound ? { ok: true, value: Object.fromEntries(pairs) } : { ok: false, accepted: 'PATTERN=MODEL,…' }
}

/** `a,b`; nothing where it is empty. */
function split(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim())
}
