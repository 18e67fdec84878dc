import type { StateReach } from '../model/state-reach.ts'

/** What a vendor's path has to do with what the vendor keeps. */
export interface PathState {
  readonly otherwise: StateReach['otherwise']
  /** Which of the path's segments holds the id of what it names; -1 where it names nothing. */
  readonly idAt: number
  /** Whether its answer tells ids of what the account holds from then on. */
  readonly learns: boolean
}

const ANY_ID = '{}'

/** Calls that neither name, list nor create what is kept; their bodies may still refer to it. */
const KEEPS_NOTHING: ReadonlySet<string> = new Set([
  'POST /v1/messages',
  'POST /v1/complete',
  'POST /v1/messages/count_tokens',
  'GET /v1/models',
  'GET /v1/models/{}',
  'GET /v1/models/{}/{}',
  'GET /v1beta/models',
  'GET /v1beta/models/{}',
  'POST /v1/chat/completions',
  'POST /v1/completions',
  'POST /v1/responses',
  'POST /v1/responses/compact',
  'POST /v1/responses/input_tokens',
  'POST /v1/images/generations',
  'POST /v1/images/edits',
  'POST /v1/images/variations',
  'POST /v1/audio/speech',
  'POST /v1/audio/transcriptions',
  'POST /v1/audio/translations',
  'POST /v1/embeddings',
  'POST /v1/moderations',
])

/** `null` for a path that reaches nothing by itself. Whatever is not known to keep nothing reaches what is kept. */
export function pathStateOf(method: string, segments: readonly string[]): PathState | null {
  if (KEEPS_NOTHING.has(`${method} ${segments.join('/')}`)) return null
  const idAt = segments.findIndex((segment, at) => segment.startsWith(ANY_ID) && segments[at - 1] !== 'models')
  const otherwise = idAt !== -1 ? 'seek' : method === 'GET' ? 'home alone' : 'home'
  return { otherwise, idAt, learns: learnsFrom(method, segments) }
}

/**
 * Of what is read only a batch's own page is learned from: it tells the files of its results. What else is read may be
 * what callers have written, and would tell whatever they like.
 */
function learnsFrom(method: string, segments: readonly string[]): boolean {
  if (method === 'GET') return segments.at(-1) === ANY_ID && segments.at(-2) === 'batches'
  return method !== 'DELETE'
}
