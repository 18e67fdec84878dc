import type { Protocol } from '../model/protocol.ts'
import { asList, asRecord, asText, type JsonRecord } from './json-record.ts'
import { hashText } from './text-hash.ts'

/** An id longer than this is kept as its hash. */
const LONGEST_ID = 128

/**
 * What a call's conversation is known by (contract §5): `x-claude-code-session-id`, else `metadata.user_id`, else a
 * hash of the fixed head of the prompt: system, tools and first message, which every later turn repeats. `null`
 * where there is none of them.
 */
export function readConversation(
  protocol: Protocol,
  header: (name: string) => string | null,
  body: Uint8Array,
): string | null {
  const session = asText(header('x-claude-code-session-id')?.trim())
  if (session !== null) return toId('session', session)
  const request = parseObject(new TextDecoder().decode(body))
  if (request === null) return null
  const user = asText(asRecord(request['metadata'])?.['user_id'])
  if (user !== null) return readUserId(user)
  const head = fixedHead(protocol, request)
  return head === null ? null : `head:${hashText(head)}`
}

/** Claude Code puts JSON with a `session_id` into it, and before that `user_…_session_…`. */
function readUserId(user: string): string {
  const session = asText(parseObject(user)?.['session_id']) ?? /_session_([\w-]+)$/.exec(user)?.[1]
  return session === undefined ? toId('user', user) : toId('session', session)
}

function toId(kind: 'session' | 'user', id: string): string {
  return `${kind}:${id.length > LONGEST_ID ? hashText(id) : id}`
}

function fixedHead(protocol: Protocol, request: JsonRecord): string | null {
  switch (protocol) {
    case 'anthropic':
      return toHead([request['system'], request['tools']], asList(request['messages'])[0])
    case 'gemini': {
      const system = request['systemInstruction'] ?? request['system_instruction']
      return toHead([system, request['tools']], asList(request['contents'])[0])
    }
    case 'openai':
      return openAiHead(request)
  }
}

function openAiHead(request: JsonRecord): string | null {
  const held = asText(request['conversation']) ?? asText(asRecord(request['conversation'])?.['id'])
  if (held !== null) return held
  const input = request['messages'] ?? request['input']
  // Agents begin every conversation of a folder alike, and tell the vendor's cache alone which one it is. It never stands
  // for the head: applications have one key for all that they ask.
  const fixed = [request['instructions'], request['tools'], request['prompt_cache_key']]
  if (!Array.isArray(input)) return toHead(fixed, input)
  const first = input.findIndex((message) => !isSystem(message))
  return toHead([...fixed, input.slice(0, Math.max(0, first))], input[first])
}

function isSystem(message: unknown): boolean {
  const role = asRecord(message)?.['role']
  return role === 'system' || role === 'developer'
}

function toHead(fixed: readonly unknown[], firstMessage: unknown): string | null {
  if (firstMessage === undefined || firstMessage === null) return null
  return JSON.stringify([...fixed.map((part) => part ?? null), firstMessage], plain)
}

/** Markers of a prompt cache move from turn to turn, and a text is written as itself or as a list of one block. */
function plain(key: string, value: unknown): unknown {
  if (key === 'cache_control') return undefined
  return key === 'content' && typeof value === 'string' ? [{ type: 'text', text: value }] : value
}

function parseObject(text: string): JsonRecord | null {
  try {
    return asRecord(JSON.parse(text))
  } catch {
    return null
  }
}
