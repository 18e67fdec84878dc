import { createJsonMembers } from '../streams/json-members.ts'
import { planMembers } from '../streams/member-tree.ts'
import { contentStart } from '../streams/content-start.ts'

/** What routing needs of a request's body. */
export interface BodyFacts {
  /** The top-level `model`, with the byte span of its JSON string including the quotes. */
  readonly model: { readonly value: string; readonly start: number; readonly end: number } | null
  /** Whether the top-level `stream` is `true`. */
  readonly stream: boolean
}

const OPEN_BRACE = 123
/** Shared, since a scan is over before another can begin; it keeps nothing from one to the next. */
const MEMBERS = createJsonMembers(planMembers({ model: true, stream: true }), () => {})

/**
 * Finds top-level keys of a JSON object in one pass without parsing it. Any bytes are taken; of a key that is there
 * twice the last counts, as with every JSON parser that vendors use.
 */
export function scanBody(body: Uint8Array): BodyFacts {
  const from = contentStart(body)
  if (body[from] !== OPEN_BRACE) return { model: null, stream: false }
  MEMBERS.readWhole(body, from, body.length)
  const model = MEMBERS.member('model')
  const value = MEMBERS.value('model')
  const facts = {
    model:
      model === null || typeof value !== 'string' ? null : { value, start: from + model.start, end: from + model.end },
    stream: MEMBERS.value('stream') === true,
  }
  MEMBERS.reset()
  return facts
}
