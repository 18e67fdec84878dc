import type { Operation, Protocol } from '../model/protocol.ts'
import type { PathState } from './path-state.ts'
import { pathStateOf } from './path-state.ts'

/** A call that a vendor has, and that is safe on a credential which several callers share. */
export interface VendorPath {
  readonly protocol: Protocol
  readonly operation: Operation
  readonly method: string
  /** `{}` stands for an id, and may have an ending: `{}:cancel`. */
  readonly segments: readonly string[]
  /** What it reaches of what the vendor keeps; `null` is nothing, but for what its body refers to. */
  readonly state: PathState | null
}

const ANY_ID = '{}'
/** A segment that stands for itself and climbs nowhere, whatever decodes it. */
const ID = /^(?!\.{1,2}$)(?!.*%(?:2f|5c|2e|00))[\w.~:@%+-]+$/i

export function isId(segment: string): boolean {
  return ID.test(segment)
}

/** The calls that a method and a path may be: several where vendors share a path. */
export function findVendorPaths(method: string, path: string): readonly VendorPath[] {
  const exact = EXACT.get(`${method} ${path}`)
  if (exact !== undefined) return exact
  const segments = path.split('/')
  const likely = WITH_IDS.get(`${method} ${segments.length}`) ?? []
  return likely.filter((candidate) => candidate.segments.every((expected, i) => isMatch(expected, segments[i] ?? '')))
}

function isMatch(expected: string, segment: string): boolean {
  if (!expected.startsWith(ANY_ID)) return expected === segment
  const ending = expected.slice(ANY_ID.length)
  return segment.endsWith(ending) && isId(segment.slice(0, segment.length - ending.length))
}

/**
 * Kept to what the vendors' own clients call. Left out: administration, what hands out credentials (ephemeral
 * tokens, client secrets), what holds credentials or runs agents, and what changes models or trains them.
 */
export const VENDOR_PATHS: readonly VendorPath[] = [
  ...paths('anthropic', {
    generate: ['POST /v1/messages', 'POST /v1/complete'],
    count: ['POST /v1/messages/count_tokens'],
    read: [
      'GET /v1/models',
      'GET /v1/models/{}',
      'GET /v1/messages/batches',
      'GET /v1/messages/batches/{}',
      'GET /v1/messages/batches/{}/results',
      'GET /v1/files',
      'GET /v1/files/{}',
      'GET /v1/files/{}/content',
      'GET /v1/skills',
      'GET /v1/skills/{}',
      'GET /v1/skills/{}/versions',
      'GET /v1/skills/{}/versions/{}',
      'GET /v1/skills/{}/versions/{}/content',
    ],
    other: [
      'POST /v1/messages/batches',
      'POST /v1/messages/batches/{}/cancel',
      'DELETE /v1/messages/batches/{}',
      'POST /v1/files',
      'DELETE /v1/files/{}',
      'POST /v1/skills',
      'DELETE /v1/skills/{}',
      'POST /v1/skills/{}/versions',
      'DELETE /v1/skills/{}/versions/{}',
    ],
  }),
  // Calls on a model (`:generateContent`) are told by their own rule.
  ...['v1', 'v1beta'].flatMap((version) =>
    paths('gemini', {
      read: [
        `GET /${version}/models`,
        `GET /${version}/models/{}`,
        `GET /${version}/models/{}/operations/{}`,
        `GET /${version}/operations/{}`,
        `GET /${version}/batches`,
        `GET /${version}/batches/{}`,
        `GET /${version}/cachedContents`,
        `GET /${version}/cachedContents/{}`,
        `GET /${version}/files`,
        `GET /${version}/files/{}`,
      ],
      other: [
        `POST /${version}/cachedContents`,
        `PATCH /${version}/cachedContents/{}`,
        `DELETE /${version}/cachedContents/{}`,
        `DELETE /${version}/files/{}`,
        `POST /${version}/batches/{}:cancel`,
        `DELETE /${version}/batches/{}`,
      ],
    }),
  ),
  ...paths('openai', {
    generate: [
      'POST /v1/chat/completions',
      'POST /v1/completions',
      'POST /v1/responses',
      'POST /v1/responses/compact',
      'POST /v1/images/generations',
      'POST /v1/images/edits',
      'POST /v1/images/variations',
      'POST /v1/audio/speech',
      'POST /v1/audio/transcriptions',
      'POST /v1/audio/translations',
      'POST /v1/videos',
      'POST /v1/videos/{}/remix',
    ],
    count: ['POST /v1/responses/input_tokens'],
    embed: ['POST /v1/embeddings'],
    read: [
      'GET /v1/models',
      'GET /v1/models/{}',
      'GET /v1/models/{}/{}',
      'GET /v1/chat/completions',
      'GET /v1/chat/completions/{}',
      'GET /v1/chat/completions/{}/messages',
      'GET /v1/responses/{}',
      'GET /v1/responses/{}/input_items',
      'GET /v1/conversations/{}',
      'GET /v1/conversations/{}/items',
      'GET /v1/conversations/{}/items/{}',
      'GET /v1/files',
      'GET /v1/files/{}',
      'GET /v1/files/{}/content',
      'GET /v1/batches',
      'GET /v1/batches/{}',
      'GET /v1/videos',
      'GET /v1/videos/{}',
      'GET /v1/videos/{}/content',
    ],
    other: [
      'POST /v1/moderations',
      'POST /v1/chat/completions/{}',
      'DELETE /v1/chat/completions/{}',
      'DELETE /v1/responses/{}',
      'POST /v1/responses/{}/cancel',
      'POST /v1/conversations',
      'POST /v1/conversations/{}',
      'DELETE /v1/conversations/{}',
      'POST /v1/conversations/{}/items',
      'DELETE /v1/conversations/{}/items/{}',
      'POST /v1/files',
      'DELETE /v1/files/{}',
      'POST /v1/uploads',
      'POST /v1/uploads/{}/parts',
      'POST /v1/uploads/{}/complete',
      'POST /v1/uploads/{}/cancel',
      'POST /v1/batches',
      'POST /v1/batches/{}/cancel',
      'DELETE /v1/videos/{}',
    ],
  }),
]

function paths(protocol: Protocol, table: Readonly<Partial<Record<Operation, readonly string[]>>>): VendorPath[] {
  const operations: readonly Operation[] = ['generate', 'count', 'embed', 'read', 'other']
  return operations.flatMap((operation) =>
    (table[operation] ?? []).map((line) => {
      const [method = '', path = ''] = line.split(' ')
      const segments = path.split('/')
      return { protocol, operation, method, segments, state: pathStateOf(method, segments) }
    }),
  )
}

const EXACT = Map.groupBy(
  VENDOR_PATHS.filter((path) => !path.segments.some((segment) => segment.startsWith(ANY_ID))),
  (path) => `${path.method} ${path.segments.join('/')}`,
)
const WITH_IDS = Map.groupBy(
  VENDOR_PATHS.filter((path) => path.segments.some((segment) => segment.startsWith(ANY_ID))),
  (path) => `${path.method} ${path.segments.length}`,
)
