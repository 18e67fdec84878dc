import { createJsonMembers } from '../streams/json-members.ts'
import { planMembers } from '../streams/member-tree.ts'
import { contentStart } from '../streams/content-start.ts'
import type { BodyReferences } from './body-references.ts'
import { readReferences } from './body-references.ts'
import { ReferenceWatch } from './reference-watch.ts'

/** What routing needs of a request's body. */
export interface BodyFacts {
  /** A JSON object; anything else; or JSON in UTF-16 or UTF-32, which some read and whose keys are not seen here. */
  readonly kind: 'object' | 'other' | 'hidden'
  /** The top-level `model`, with the byte span of its JSON string including the quotes. */
  readonly model: { readonly value: string; readonly start: number; readonly end: number } | null
  /** Whether the top-level `stream` is `true`. */
  readonly stream: boolean
  /** The top-level `store`, where it is there: whether the answer is to be kept at the vendor. */
  readonly store: boolean | null
  /** Tokens of output that it allows at the most; `null` where it does not say, or in no number. */
  readonly maxOutput: number | null
  /** Whether signed thinking is in it. */
  readonly signed: boolean
  /** What it refers to of what the vendor keeps; `null` where none of the words for it is in it. */
  readonly references: BodyReferences | null
}

const OPEN_BRACE = 123
/** Shared, since a scan is over before another can begin; they keep nothing from one to the next. */
const WATCH = new ReferenceWatch()
const MEMBERS = createJsonMembers(
  planMembers({
    model: true,
    stream: true,
    store: true,
    max_tokens: true,
    max_completion_tokens: true,
    max_output_tokens: true,
    generationConfig: { maxOutputTokens: true },
    generation_config: { max_output_tokens: true },
  }),
  () => {},
  WATCH,
)
const NO_FACTS: BodyFacts = {
  kind: 'other',
  model: null,
  stream: false,
  store: null,
  maxOutput: null,
  signed: false,
  references: null,
}
/** Where the formats say how long an answer may be. */
const MOST_OUTPUT = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'generationConfig.maxOutputTokens',
  'generation_config.max_output_tokens',
]
const HIDDEN: BodyFacts = { ...NO_FACTS, kind: 'hidden' }
/** How UTF-16 and UTF-32 begin, where they say so: in either order of bytes, and of their zeros. */
const WIDE_MARKS: ReadonlySet<number> = new Set([0xfe, 0xff])

/**
 * Finds top-level keys of a JSON object in one pass without parsing it; it is parsed only where a word in it may refer
 * to what a vendor keeps. Any bytes are taken; of a key that is there twice the last counts, as with every JSON parser
 * that vendors use.
 */
export function scanBody(body: Uint8Array): BodyFacts {
  const from = contentStart(body)
  if (body[from] !== OPEN_BRACE) return WIDE_MARKS.has(body[from] ?? 0) ? HIDDEN : NO_FACTS
  if (body[from + 1] === 0) return HIDDEN
  MEMBERS.readWhole(body, from, body.length)
  const model = MEMBERS.member('model')
  const value = MEMBERS.value('model')
  const store = MEMBERS.value('store')
  const seen = WATCH.take()
  const facts: BodyFacts = {
    kind: 'object',
    model:
      model === null || typeof value !== 'string' ? null : { value, start: from + model.start, end: from + model.end },
    stream: MEMBERS.value('stream') === true,
    maxOutput: readMaxOutput(),
    signed: WATCH.takeSigned(),
    store: typeof store === 'boolean' ? store : null,
    references: seen === null ? null : readReferences(body, seen),
  }
  MEMBERS.reset()
  return facts
}

function readMaxOutput(): number | null {
  for (const path of MOST_OUTPUT) {
    const value = MEMBERS.value(path)
    if (typeof value === 'number' && value > 0) return value
  }
  return null
}
