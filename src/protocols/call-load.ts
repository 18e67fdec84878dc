import type { CacheWrite } from '../model/price.ts'
import type { Operation } from '../model/protocol.ts'
import { contentStart } from '../streams/content-start.ts'
import { createJsonMembers } from '../streams/json-members.ts'
import { planMembers } from '../streams/member-tree.ts'

/** How much a call may use, as far as its body tells. Plain data: it goes over the wire between a Worker and its objects. */
export interface CallLoad {
  /** Length of the body. A token is never less than a byte of it, but for what the body only refers to. */
  readonly bytes: number
  /** Whether the prompt lies in the body, or is also made of what lies elsewhere: then its size does not show. */
  readonly prompt: 'here' | 'elsewhere'
  readonly cacheWrite: CacheWrite
  /** Tokens of output at the most. */
  readonly output: number
}

/** Tokens of output that a call is taken to ask for which does not say. */
const USUAL_OUTPUT = 16_384
const OPEN_BRACE = 123

const LIMITS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'] as const
const GEMINI_LIMITS = ['generationConfig.maxOutputTokens', 'generation_config.max_output_tokens'] as const
const TIMES = ['n', 'best_of', 'generationConfig.candidateCount', 'generation_config.candidate_count'] as const

/** Shared, since a reading is over before another can begin. */
const MEMBERS = createJsonMembers(
  planMembers({
    max_tokens: true,
    max_completion_tokens: true,
    max_output_tokens: true,
    n: true,
    best_of: true,
    generationConfig: { maxOutputTokens: true, candidateCount: true },
    generation_config: { max_output_tokens: true, candidate_count: true },
  }),
  () => {},
)
const DECODER = new TextDecoder()

/** A letter or digit written as an escape: what the word is does not show, so the dearest is taken. */
const HIDDEN = /\\u00[4-7]/i
/** Members, and types of content or tools, by which a prompt takes in what is not in the body. */
const ELSEWHERE =
  /"(?:previous_response_id|conversation|file_id|file_url|image_url|fileUri|file_uri|cachedContent|cached_content|googleSearch|google_search|urlContext|url_context)"\s*:\s*[^\sn]|"type"\s*:\s*"(?:url|file|web_search|web_fetch|file_search|mcp|tool_search|code_)/

/**
 * What a body asks for. It is read for client keys that have a budget or a limit of tokens, for no others. Any bytes are
 * taken; of what cannot be told the most is assumed.
 */
export function readLoad(operation: Operation, body: Uint8Array): CallLoad {
  const text = DECODER.decode(body)
  const isHidden = HIDDEN.test(text)
  return {
    bytes: body.length,
    prompt: isHidden || ELSEWHERE.test(text) ? 'elsewhere' : 'here',
    cacheWrite: isHidden ? '1h' : readCacheWrite(text),
    output: operation === 'embed' ? 0 : readOutput(body),
  }
}

function readCacheWrite(text: string): CacheWrite {
  if (!text.includes('"cache_control"')) return 'none'
  return text.includes('"1h"') ? '1h' : '5m'
}

function readOutput(body: Uint8Array): number {
  const from = contentStart(body)
  if (body[from] !== OPEN_BRACE) return USUAL_OUTPUT
  MEMBERS.readWhole(body, from, body.length)
  const asked = Math.max(...[...LIMITS, ...GEMINI_LIMITS].map(count))
  const times = Math.max(1, ...TIMES.map(count))
  MEMBERS.reset()
  return (asked === 0 ? USUAL_OUTPUT : asked) * times
}

/** A count as a vendor reads it, also where it is written as text; 0 where there is none. */
function count(path: string): number {
  const value = Number(MEMBERS.value(path) ?? 0)
  return Number.isFinite(value) && value > 0 ? Math.ceil(value) : 0
}
