import { holdsCredential } from '../model/credential-shape.ts'
import { nearestName } from './nearest-name.ts'
import { type Mask, type Parsed, type RawValue, unusable, type ValueKind } from './value-kind.ts'

/** Whole numbers between two bounds, both included. */
export function integer(bounds: { readonly min: number; readonly max: number }, unit: string): ValueKind<number> {
  const accepted = bounds.max === Number.MAX_SAFE_INTEGER ? `from ${bounds.min}` : `from ${bounds.min} to ${bounds.max}`
  return {
    accepted: `a whole number ${unit === '' ? '' : `of ${unit} `}${accepted}`,
    mask: 'none',
    parse(raw) {
      const value = readNumber(raw)
      if (value === null || !Number.isSafeInteger(value)) return unusable()
      return value < bounds.min || value > bounds.max ? unusable() : { ok: true, value }
    },
  }
}

/** Numbers above zero up to a bound, fractions too. */
export function positiveNumber(unit: string, max: number): ValueKind<number> {
  return {
    accepted: `a number of ${unit} above 0 up to ${max}`,
    mask: 'none',
    parse(raw) {
      const value = readNumber(raw)
      return value === null || !(value > 0 && value <= max) ? unusable() : { ok: true, value }
    },
  }
}

/** A part of a whole, which may be all of it: above 0 up to 1. */
export const share: ValueKind<number> = {
  accepted: 'a number above 0 up to 1',
  mask: 'none',
  parse(raw) {
    const value = readNumber(raw)
    return value === null || !(value > 0 && value <= 1) ? unusable() : { ok: true, value }
  },
}

function readNumber(raw: RawValue): number | null {
  if (raw.kind === 'json') return typeof raw.value === 'number' ? raw.value : null
  const text = raw.text.trim()
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null
}

/** One of a closed list of words. */
export function choice<T extends string>(words: readonly T[]): ValueKind<T> {
  return {
    accepted: `one of ${words.join(', ')}`,
    mask: 'none',
    parse(raw) {
      const text = readText(raw)?.trim()
      if (text === undefined) return unusable('it is no text')
      const value = words.find((word) => word === text)
      if (value !== undefined) return { ok: true, value }
      const near = nearestName(text, words)
      return unusable(near === null ? null : `is ${near} meant?`)
    },
  }
}

/** As {@link choice}, in any case: `INFO` is set machine-wide by many. */
export function choiceInAnyCase<T extends string>(words: readonly T[]): ValueKind<T> {
  const exact = choice(words)
  return {
    ...exact,
    parse(raw) {
      const text = readText(raw)
      return exact.parse(text === null ? raw : { kind: 'text', text: text.toLowerCase() })
    },
  }
}

const TRUE_WORDS = ['true', '1', 'yes']
const FALSE_WORDS = ['false', '0', 'no']

export const truth: ValueKind<boolean> = {
  accepted: 'true or false (from the environment also 1, 0, yes, no)',
  mask: 'none',
  parse(raw) {
    if (raw.kind === 'json') return typeof raw.value === 'boolean' ? { ok: true, value: raw.value } : unusable()
    const word = raw.text.trim().toLowerCase()
    if (TRUE_WORDS.includes(word)) return { ok: true, value: true }
    return FALSE_WORDS.includes(word) ? { ok: true, value: false } : unusable()
  },
}

/** Text that a function reads further. It is trimmed first. */
export function text<T>(
  words: { readonly accepted: string; readonly mask: Mask },
  read: (value: string) => Parsed<T>,
): ValueKind<T> {
  return {
    ...words,
    parse(raw) {
      const value = readText(raw)
      return value === null ? unusable('it is no text') : read(value.trim())
    },
  }
}

/** Text that matches a pattern as a whole. */
export function textLike(
  pattern: RegExp,
  words: { readonly accepted: string; readonly mask: Mask },
): ValueKind<string> {
  return text(words, (value) => (pattern.test(value) ? { ok: true, value } : unusable()))
}

/** A name that people give: text that matches a pattern, and is no credential that was pasted into the wrong place. */
export function nameLike(pattern: RegExp, accepted: string): ValueKind<string> {
  return text({ accepted, mask: 'none' }, (value) => {
    if (holdsCredential(value)) return unusable('it looks like a credential')
    return pattern.test(value) ? { ok: true, value } : unusable()
  })
}

function readText(raw: RawValue): string | null {
  if (raw.kind === 'text') return raw.text
  return typeof raw.value === 'string' ? raw.value : null
}

/** A credential: what fits into a header, and nothing that a paste may have brought along. */
export const credential = textLike(/^[\u0021-\u007e]+$/, {
  accepted: 'a key of printable characters without spaces',
  mask: 'credential',
})

/** The name of a file. */
export const fileName = textLike(/^[^\0]+$/, { accepted: 'the name of a file', mask: 'none' })
