import { maskSecret } from '../model/secret.ts'

/** A value as it was given: text of the environment, of a flag or of `"${NAME}"`, or a JSON value of the file. */
export type RawValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }

export type Parsed<T> = { readonly ok: true; readonly value: T } | Unusable

export interface Unusable {
  readonly ok: false
  /** Adds what `accepted` does not tell. */
  readonly why: string | null
}

/** One kind of value: how it is read from text and from JSON, and what to say where it cannot be. */
export interface ValueKind<T> {
  /** Words that follow "accepted is". */
  readonly accepted: string
  readonly mask: Mask
  parse(raw: RawValue): Parsed<T>
}

/**
 * How a value is shown: a `credential` by its ends only, a `url` without what stands before `@` and after `?`, a
 * `secret-url` by its origin alone, since its path may be all that keeps others out.
 */
export type Mask = 'none' | 'credential' | 'url' | 'secret-url'

const UNUSABLE = { ok: false, why: null } as const
const SHOWN_LENGTH = 80
/** What vendors' and this project's own credentials begin with: one pasted into the wrong place is still not shown. */
const CREDENTIAL = /(?:^|[^A-Za-z0-9])(?:sk-|AIza|gsk_|xai-|cf_)/

export function unusable(why: string | null = null): Unusable {
  return why === null ? UNUSABLE : { ok: false, why }
}

/** The value as a refusal shows it, in double quotes where it is text; `null` where nothing of it may be shown. */
export function showValue(raw: RawValue, mask: Mask): string | null {
  if (raw.kind === 'text') return JSON.stringify(showText(raw.text, mask))
  if (typeof raw.value === 'string') return JSON.stringify(showText(raw.value, mask))
  if (Array.isArray(raw.value)) return '(a list)'
  if (typeof raw.value === 'object' && raw.value !== null) return '(an object)'
  return mask === 'credential' ? '***' : JSON.stringify(raw.value)
}

function showText(text: string, mask: Mask): string {
  if (mask === 'secret-url') return URL.canParse(text) ? `${new URL(text).origin}/***` : '***'
  if (mask === 'credential' || CREDENTIAL.test(text)) return maskText(text)
  const bare = mask === 'url' ? text.replace(/\/\/[^/?#]*@/, '//***@').replace(/[?#].*$/s, '?***') : text
  return bare.length > SHOWN_LENGTH ? `${bare.slice(0, SHOWN_LENGTH)}…` : bare
}

function maskText(text: string): string {
  return text === '' ? '' : maskSecret(text)
}
