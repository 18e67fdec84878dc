import type { KeyBudget, KeyScope } from '../model/client-key.ts'
import { KEY_SCOPES } from '../model/client-key.ts'
import { isOneLine } from '../model/one-line.ts'

/** What was asked of a new key on the command line. `null` is what nothing was said of. */
export interface KeyWishes {
  readonly name: string
  readonly scopes: readonly KeyScope[] | null
  readonly pools: readonly string[]
  readonly models: readonly string[]
  /** Epoch ms. */
  readonly expiresAt: number | null
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly budget: KeyBudget | null
}

export type ReadWishes =
  | { readonly ok: true; readonly wishes: KeyWishes }
  /** What was wrong with a flag, as half a sentence. */
  | { readonly ok: false; readonly why: string }

/** What a key is called whose maker did not say. */
const DEFAULT_NAME = 'cli'
const HOUR_MS = 3_600_000
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i

class Unusable extends Error {}

/** Reads the flags of `keys create`. `name` is the word that was given in place of `--name`; `now` is epoch ms. */
export function readWishes(flags: ReadonlyMap<string, string>, name: string | undefined, now: number): ReadWishes {
  try {
    const wishes = {
      name: readName((flags.get('name') ?? name ?? DEFAULT_NAME).trim()),
      scopes: read(flags, 'scope', readScopes),
      pools: read(flags, 'pool', readList) ?? [],
      models: read(flags, 'model', readList) ?? [],
      expiresAt: read(flags, 'expires', (text) => readExpiry(text, now)),
      requestsPerMinute: read(flags, 'requests-per-minute', readCount),
      tokensPerMinute: read(flags, 'tokens-per-minute', readCount),
      budget: read(flags, 'budget', readBudget),
    }
    return { ok: true, wishes }
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, why: error.message }
    throw error
  }
}

/** As the control API takes it. */
export function toKeyBody(wishes: KeyWishes, scopes: readonly KeyScope[]): Readonly<Record<string, unknown>> {
  return {
    name: wishes.name,
    scopes,
    pools: wishes.pools,
    models: wishes.models,
    expires_at: wishes.expiresAt,
    requests_per_minute: wishes.requestsPerMinute,
    tokens_per_minute: wishes.tokensPerMinute,
    budget: wishes.budget,
  }
}

function read<T>(flags: ReadonlyMap<string, string>, flag: string, parse: (text: string) => T | string): T | null {
  const text = flags.get(flag)
  if (text === undefined) return null
  const value = parse(text.trim())
  if (typeof value === 'string') throw new Unusable(`--${flag} ${JSON.stringify(text)} cannot be used: ${value}`)
  return value
}

function readName(name: string): string {
  if (name === '' || name.length > 100 || !isOneLine(name)) {
    throw new Unusable('a name has 1 to 100 characters on one line, none of them a control character')
  }
  return name
}

function readScopes(text: string): readonly KeyScope[] {
  const asked = readList(text)
  const scopes = KEY_SCOPES.filter((scope) => asked.includes(scope))
  const known: readonly string[] = KEY_SCOPES
  const unknown = asked.length === 0 ? text : asked.find((scope) => !known.includes(scope))
  if (unknown === undefined) return scopes
  throw new Unusable(`scope ${JSON.stringify(unknown)} is not one of ${KEY_SCOPES.join(', ')}`)
}

function readList(text: string): readonly string[] {
  return [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '')
}

function readCount(text: string): number | string {
  const count = Number(text)
  return /^\d+$/.test(text) && count >= 1 && count <= 1_000_000_000 ? count : 'it takes a whole number from 1'
}

function readBudget(text: string): KeyBudget | string {
  const [, amount = '', per = ''] = /^\$?(\d+(?:\.\d+)?)\/(day|month)$/.exec(text) ?? []
  const usd = Number(amount)
  if (usd <= 0 || usd > 1_000_000) return 'it takes US dollars a day or month, as in 5/day or 100/month'
  return { usd, per: per === 'day' ? 'day' : 'month' }
}

function readExpiry(text: string, now: number): number | string {
  const [, count = '', unit = ''] = /^(\d{1,5})([dh])$/.exec(text) ?? []
  const at = unit === '' ? momentOf(text) : now + Number(count) * (unit === 'd' ? 24 : 1) * HOUR_MS
  if (Number.isNaN(at)) return 'it takes 30d, 12h or a moment such as 2027-01-31T00:00:00Z'
  return at > now ? at : 'that moment is past'
}

function momentOf(text: string): number {
  return MOMENT.test(text) ? Date.parse(text) : Number.NaN
}
