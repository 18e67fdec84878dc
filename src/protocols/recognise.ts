import type { Operation, Protocol } from '../model/protocol.ts'
import type { StateReach } from '../model/state-reach.ts'
import { isAdministration } from './administration.ts'
import { reachOfPath } from './reach-of-path.ts'
import { decode, parameter } from './query.ts'
import { findVendorPaths, isId } from './vendor-paths.ts'
import type { StreamShape } from './wire-format.ts'
import { tableOf } from './table-of.ts'

/** The head of a request, with path and query as the vendor sees them. */
export interface CallHead {
  readonly method: string
  /** Without uuid and pool, starting with `/v1` or `/v1beta`. */
  readonly path: string
  /** As the caller sent it, credential included (it tells the protocol); with or without its `?`. */
  readonly query: string
  /** By lower-case name. */
  header(name: string): string | null
}

export type Recognised =
  | {
      readonly kind: 'call'
      readonly protocol: Protocol
      readonly operation: Operation
      readonly model: string | null
      /** Known from the path for Gemini only; elsewhere the body asks for a stream. */
      readonly streamShape: StreamShape | null
      readonly modelFrom: 'path' | 'body' | 'none'
      /** What its path reaches of what the vendor keeps; `null` is nothing, but for what its body refers to. */
      readonly reaches: StateReach | null
      /** Whether its answer tells ids of what the account holds from then on. */
      readonly learns: boolean
    }
  /** Account administration: 403. */
  | { readonly kind: 'forbidden' }
  /** No vendor's path, or none that is known to be safe on a shared credential: 404. */
  | { readonly kind: 'unknown' }

/** What can be asked of a Gemini model. */
export const MODEL_OPERATIONS = tableOf<Operation>({
  generateContent: 'generate',
  streamGenerateContent: 'generate',
  countTokens: 'count',
  embedContent: 'embed',
  batchEmbedContents: 'embed',
  predict: 'generate',
  predictLongRunning: 'other',
  batchGenerateContent: 'other',
  asyncBatchEmbedContent: 'other',
})
/** Those of them that leave something at the vendor, to be asked for later. */
const LASTING: ReadonlySet<string> = new Set(['predictLongRunning', 'batchGenerateContent', 'asyncBatchEmbedContent'])
const CREATES: StateReach = { names: [], otherwise: 'home' }
const MODEL_PATH = /^\/v1(?:beta)?\/(?:models|tunedModels)\/([^/:]+):([A-Za-z]+)$/
const FORBIDDEN: Recognised = { kind: 'forbidden' }
const UNKNOWN: Recognised = { kind: 'unknown' }

/** What a request's head asks of which vendor (contract §4). */
export function recognise(head: CallHead): Recognised {
  const method = head.method === 'HEAD' ? 'GET' : head.method
  const onModel = MODEL_PATH.exec(head.path.replace(/%3a(?=[A-Za-z]+$)/i, ':'))
  if (onModel !== null && Object.hasOwn(MODEL_OPERATIONS, onModel[2] ?? '')) {
    return method === 'POST' ? recogniseModelCall(onModel[1] ?? '', onModel[2] ?? '', head.query) : UNKNOWN
  }
  const found = findVendorPaths(method, head.path)
  if (found.length === 0) return isAdministration(head.path) ? FORBIDDEN : UNKNOWN
  const protocol = found.length === 1 ? null : protocolOf(head)
  const path = found.find((candidate) => candidate.protocol === protocol) ?? found.at(-1)
  if (path === undefined) return UNKNOWN
  const { operation } = path
  const asksModel = operation === 'generate' || operation === 'count' || operation === 'embed'
  const plain = { protocol: path.protocol, operation, modelFrom: asksModel ? 'body' : 'none' } as const
  if (path.state === null) return call(plain)
  return call({ ...plain, reaches: reachOfPath(path, head), learns: path.state.learns })
}

function recogniseModelCall(model: string, name: string, query: string): Recognised {
  const operation = MODEL_OPERATIONS[name]
  const decoded = decode(model)
  if (operation === undefined || decoded === null || !isId(model)) return UNKNOWN
  return call({
    protocol: 'gemini',
    operation,
    model: decoded,
    modelFrom: 'path',
    streamShape: name === 'streamGenerateContent' ? streamShapeOf(query) : null,
    reaches: LASTING.has(name) ? CREATES : null,
    learns: LASTING.has(name),
  })
}

type CallFacts = Extract<Recognised, { kind: 'call' }>

function call(facts: Pick<CallFacts, 'protocol' | 'operation' | 'modelFrom'> & Partial<CallFacts>): Recognised {
  return { kind: 'call', model: null, streamShape: null, reaches: null, learns: false, ...facts }
}

/** Whom a path that several vendors have is meant for. */
function protocolOf(head: CallHead): Protocol {
  if (head.header('anthropic-version') !== null) return 'anthropic'
  if (head.header('x-goog-api-key') !== null || parameter(head.query, 'key') !== null) return 'gemini'
  return 'openai'
}

function streamShapeOf(query: string): StreamShape {
  return (parameter(query, 'alt') ?? parameter(query, '$alt')) === 'sse' ? 'events' : 'array'
}
