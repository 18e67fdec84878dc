import { holdsCredential } from '../model/credential-shape.ts'
import type { Clocks } from './situation.ts'
import { parseHttpDate } from './vendor-date.ts'

/** What a header says of its limit; `used` is a share of it from 0 to 1, and may pass 1. */
export type LimitPart = 'capacity' | 'left' | 'reset' | 'used' | 'status'

/** A header's name, read: it speaks of a limit, or of whose limits they are. `About` is what the name says of the limit. */
export type LimitHeader<About> =
  | { readonly kind: 'limit'; readonly about: About; readonly part: LimitPart }
  | { readonly kind: 'organization' }
  | { readonly kind: 'project' }

/** One limit as its headers write it; `null` is what none of them says. */
export type LimitText<About> = { readonly about: About } & Readonly<Record<LimitPart, string | null>>

/** All that an answer's headers say about limits. */
export interface LimitTexts<About> {
  readonly limits: readonly LimitText<About>[]
  readonly organization: string | null
  readonly project: string | null
  readonly clocks: Clocks
}

/** How a format's headers are read. */
export interface LimitWords<About> {
  /** A cheap first look, since most headers are about something else. */
  mayTell(name: string): boolean
  read(name: string): LimitHeader<About> | null
}

type Draft<About> = { about: About } & Record<LimitPart, string | null>

interface Drafts<About> {
  readonly limits: Draft<About>[]
  organization: string | null
  project: string | null
}

/** `null`, and nothing allocated, where no header speaks of limits: this is done with every answer. */
export function readLimitHeaders<About extends { readonly name: string }>(
  headers: readonly string[],
  words: LimitWords<About>,
  now: number,
): LimitTexts<About> | null {
  let drafts: Drafts<About> | null = null
  let date: string | null = null
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.length === 4) {
      if (date === null && name.toLowerCase() === 'date') date = headers[i + 1] ?? ''
    } else if (words.mayTell(name)) {
      const header = words.read(name)
      if (header === null) continue
      drafts ??= { limits: [], organization: null, project: null }
      note(drafts, header, headers[i + 1] ?? '')
    }
  }
  if (drafts === null) return null
  return { ...drafts, clocks: { now, vendorNow: parseHttpDate(date ?? '') ?? now } }
}

/** The moment of an answer by our clock and by the vendor's. */
export function vendorClocks(headers: readonly string[], now: number): Clocks {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'date')
  return { now, vendorNow: parseHttpDate(headers[at + 1] ?? '') ?? now }
}

/** Of headers that repeat the first one counts. */
function note<About extends { readonly name: string }>(
  drafts: Drafts<About>,
  header: LimitHeader<About>,
  value: string,
): void {
  switch (header.kind) {
    case 'organization':
      drafts.organization ??= value
      return
    case 'project':
      drafts.project ??= value
      return
    case 'limit':
      draftOf(drafts.limits, header.about)[header.part] ??= value
  }
}

function draftOf<About extends { readonly name: string }>(drafts: Draft<About>[], about: About): Draft<About> {
  for (const draft of drafts) if (draft.about.name === about.name) return draft
  const draft = { about, capacity: null, left: null, reset: null, used: null, status: null }
  drafts.push(draft)
  return draft
}

const AMOUNT = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i

/** A number as vendors write amounts, which may be less than nothing; `null` where it is none. */
export function parseAmount(text: string | null): number | null {
  if (text === null) return null
  const trimmed = text.trim()
  const amount = AMOUNT.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isFinite(amount) ? amount : null
}

/** How many names are remembered, and how long they may be: vendors choose them. */
const MOST_NAMES = 500
const LONGEST_NAME = 100

/** Reads a name (lower-cased) once and remembers it in the spelling it came in: answers bring the same ones each time. */
export function rememberNames<Read>(read: (name: string) => Read | null): (name: string) => Read | null {
  const known = new Map<string, Read | null>()
  return (name) => {
    const remembered = known.get(name)
    if (remembered !== undefined) return remembered
    // It is kept and shown, and a vendor may write into it what it likes.
    const fresh = holdsCredential(name) ? null : read(name.toLowerCase())
    if (known.size < MOST_NAMES && name.length <= LONGEST_NAME) known.set(name, fresh)
    return fresh
  }
}
