import { createJsonMembers } from '../streams/json-members.ts'
import { planMembers } from '../streams/member-tree.ts'

/** What routing needs of a request's body. */
export interface BodyFacts {
  /** The top-level `model`, with the byte span of its JSON string including the quotes. */
  readonly model: { readonly value: string; readonly start: number; readonly end: number } | null
  /** Whether the top-level `stream` is `true`. */
  readonly stream: boolean
}

const PLAN = planMembers({ model: true, stream: true })
const OPEN_BRACE = 123
const SPACE = 32
const BYTE_ORDER_MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf])

/**
 * Finds top-level keys of a JSON object in one pass without parsing it. Any bytes are taken; of a key that is there
 * twice the last counts, as with every JSON parser that vendors use.
 */
export function scanBody(body: Uint8Array): BodyFacts {
  const from = body.findIndex((byte) => byte > SPACE && !BYTE_ORDER_MARK.has(byte))
  if (body[from] !== OPEN_BRACE) return { model: null, stream: false }
  const members = createJsonMembers(PLAN, () => {})
  members.feed(body, from, body.length)
  const model = members.member('model')
  const value = members.value('model')
  return {
    model:
      model === null || typeof value !== 'string' ? null : { value, start: from + model.start, end: from + model.end },
    stream: members.value('stream') === true,
  }
}
