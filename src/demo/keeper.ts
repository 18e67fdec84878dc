import type { Protocol } from '../model/protocol.ts'
import { anthropicHeaders } from './anthropic.ts'
import { jsonAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { geminiHeaders } from './gemini.ts'
import { openaiHeaders } from './openai-headers.ts'
import { answerFailure } from './refusals.ts'
import { nextId } from './words.ts'

/** A request as it bears on what is kept. */
interface KeeperAsked {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly protocol: Protocol
  /** The credential: what one has made, no other finds. */
  readonly key: string
  /** JSON, or anything. */
  readonly body: string
}

/** What the provider keeps for each credential: files, batches, responses and the like. */
export interface Keeper {
  /** The answer to a call that makes, lists, reads or changes what is kept, or that refers to what is not; else `null`. */
  answer(asked: KeeperAsked): Answer | null
  /** Keeps something that another answer makes. */
  keep(key: string, id: string): void
  clear(): void
}

/** Where things are kept, and how their ids begin by protocol. */
const COLLECTIONS = [
  { path: '/v1/messages/batches', prefix: 'msgbatch_' },
  { path: '/v1/files', prefix: 'file-' },
  { path: '/v1/batches', prefix: 'batch_' },
  { path: '/v1/responses', prefix: 'resp_' },
  { path: '/v1/conversations', prefix: 'conv_' },
  { path: '/v1/uploads', prefix: 'upload_' },
  { path: '/v1/videos', prefix: 'video_' },
  { path: '/v1/skills', prefix: 'skill_' },
  { path: '/v1beta/cachedContents', prefix: 'cachedContents/' },
  { path: '/v1beta/files', prefix: 'files/' },
  { path: '/v1beta/batches', prefix: 'batches/' },
  { path: '/v1beta/operations', prefix: 'operations/' },
]
/** Responses are made by asking for them, batches and operations by asking a model; files of Gemini's are not taken here. */
const MADE_ELSEWHERE = new Set(['/v1/responses', '/v1beta/batches', '/v1beta/operations', '/v1beta/files'])
const ON_MODEL = /:(predictLongRunning|batchGenerateContent|asyncBatchEmbedContent)$/
/** Only ids of our own making are looked up: tests name others as they like. */
const REFERENCES = /"[A-Za-z_]+"\s*:\s*"([^"]*fake\w{8})"/g

export function createKeeper(): Keeper {
  const kept = new Map<string, Map<string, Record<string, unknown>>>()

  function of(key: string): Map<string, Record<string, unknown>> {
    const known = kept.get(key) ?? new Map<string, Record<string, unknown>>()
    kept.set(key, known)
    return known
  }

  function make(key: string, prefix: string, protocol: Protocol): Record<string, unknown> {
    const id = nextId(protocol === 'anthropic' && prefix === 'file-' ? 'file_' : prefix)
    const value: Record<string, unknown> = protocol === 'gemini' ? { name: id } : { id }
    if (prefix === 'batch_') {
      value['output_file_id'] = nextId('file-')
      of(key).set(String(value['output_file_id']), { id: value['output_file_id'] })
    }
    of(key).set(id, value)
    return value
  }

  function refersToUnknown({ key, body }: KeeperAsked): boolean {
    for (const [, id = ''] of body.matchAll(REFERENCES)) {
      const name = /(?:^|\/)(files\/[^/]+)$/.exec(id)?.[1] ?? id
      if (!of(key).has(name)) return true
    }
    return false
  }

  function answerWithin(asked: KeeperAsked, prefix: string, rest: string): Answer | null {
    const { method, protocol, key } = asked
    const headers = HEADERS[protocol]()
    const mine = of(key)
    if (rest === '') {
      if (method === 'POST') return jsonAnswer(200, headers, make(key, prefix, protocol))
      const data = [...mine].filter(([id]) => id.startsWith(prefix.replace(/[-_]$/, ''))).map(([, value]) => value)
      return jsonAnswer(200, headers, { data, has_more: false })
    }
    const name = (rest.split('/')[1] ?? '').split(':')[0] ?? ''
    const id = protocol === 'gemini' ? prefix + name : name
    const value = mine.get(id)
    if (value === undefined) return answerUnknown(protocol, id)
    if (method === 'DELETE') mine.delete(id)
    return jsonAnswer(200, headers, value)
  }

  return {
    answer(asked) {
      const { method, path, key, protocol } = asked
      if (method === 'POST' && refersToUnknown(asked)) return answerUnknown(protocol, 'what this refers to')
      const made = ON_MODEL.exec(path)?.[1]
      if (made !== undefined) {
        const prefix = made === 'predictLongRunning' ? 'operations/' : 'batches/'
        return jsonAnswer(200, HEADERS[protocol](), make(key, prefix, protocol))
      }
      for (const { path: place, prefix } of COLLECTIONS) {
        if (path === place && MADE_ELSEWHERE.has(place) && method === 'POST') return null
        if (path === place || path.startsWith(`${place}/`)) return answerWithin(asked, prefix, path.slice(place.length))
      }
      return null
    },
    keep: (key, id) => void of(key).set(id, { id, object: 'response', status: 'completed', usage: USAGE }),
    clear: () => kept.clear(),
  }
}

/** Read again it still tells what it cost, which is no cost of reading it. */
const USAGE = { input_tokens: 12, output_tokens: 8 }

const HEADERS = { anthropic: anthropicHeaders, gemini: geminiHeaders, openai: openaiHeaders }

/** Gemini does not tell what does not exist from what is another's. */
function answerUnknown(protocol: Protocol, id: string): Answer {
  if (protocol !== 'gemini') return answerFailure(protocol, 404, `No such thing: ${id}`)
  return answerFailure(protocol, 403, `You do not have permission to access ${id} or it may not exist.`)
}
