import type { Call } from '../model/call.ts'
import type { Protocol } from '../model/protocol.ts'
import { contentStart } from '../streams/content-start.ts'
import type { JsonRecord } from './json-record.ts'
import { asList, asRecord, asText } from './json-record.ts'

/** The models that a body names, wherever vendors look for one, or that it cannot be told. */
export type NamedModels =
  | { readonly kind: 'named'; readonly models: readonly string[] }
  | { readonly kind: 'unreadable' }

/** Of a call, what was told before. */
type Asking = Pick<Call, 'protocol' | 'model'>

const OPEN_BRACE = 123
const NONE: NamedModels = { kind: 'named', models: [] }
const UNREADABLE: NamedModels = { kind: 'unreadable' }
const DECODER = new TextDecoder()

/** Lists of models to fall back to; and a letter written as an escape, behind which any such word may be. */
const WORDS = /"(?:models|fallbacks|fallback_models)"|\\u00[4-7]/i
const MODEL = '"model"'

/** How Gemini's bodies name a model whose id stands in the path. */
const RESOURCE = /^(?:models|tunedModels)\//

/**
 * Reads which models a body names, each once: `model` itself, models to fall back to (`models`, which OpenRouter takes:
 * https://openrouter.ai/docs/guides/routing/model-fallbacks; `fallbacks` of the Messages API; `fallback_models`), those
 * that tools ask (an advisor, the making of images), and those of the requests in a batch. For client keys alone that are
 * held to models or a budget: it is parsed where it may name more than is known.
 */
export function readNamedModels({ protocol, model }: Asking, body: Uint8Array): NamedModels {
  const from = contentStart(body)
  if (from === body.length) return NONE
  if (body[from] !== OPEN_BRACE || body[from + 1] === 0) return UNREADABLE
  const text = DECODER.decode(body)
  const known = protocol !== 'gemini' && model !== null ? text.indexOf(MODEL) + 1 : 0
  if (!text.includes(MODEL, known) && !WORDS.test(text)) return NONE
  try {
    const root = asRecord(JSON.parse(text))
    return root === null ? UNREADABLE : { kind: 'named', models: toIds(protocol, namesOf(root)) }
  } catch {
    return UNREADABLE
  }
}

function namesOf(root: JsonRecord): readonly string[] {
  const fallbacks = [root['models'], root['fallbacks'], root['fallback_models']].flatMap(toEntries)
  const counted = asRecord(root['generateContentRequest'] ?? root['generate_content_request'])
  const batch = asRecord(root['batch'])
  const input = asRecord(batch?.['inputConfig'] ?? batch?.['input_config'])
  const inlined = asList(asRecord(input?.['requests'])?.['requests'])
  const requests = [...asList(root['requests']), ...inlined].flatMap(toParts)
  return [root, counted, batch, ...fallbacks, ...asList(root['tools']), ...requests].flatMap(toName)
}

function toEntries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** A request of a batch, and what it may be wrapped in. */
function toParts(request: unknown): readonly unknown[] {
  const record = asRecord(request)
  return [record, record?.['params'], record?.['request']]
}

/** A name, or an object that has one. */
function toName(value: unknown): readonly string[] {
  const name = asText(value) ?? asText(asRecord(value)?.['model'])
  return name === null ? [] : [name]
}

function toIds(protocol: Protocol, names: readonly string[]): readonly string[] {
  const ids = protocol === 'gemini' ? names.map((name) => name.replace(RESOURCE, '')) : names
  return [...new Set(ids)]
}
