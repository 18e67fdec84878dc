import { describe, expect, test } from 'vitest'
import type { Protocol } from '../model/protocol.ts'
import { readConversation } from './conversation.ts'

function known(protocol: Protocol, body: unknown, headers: Readonly<Record<string, string>> = {}): string | null {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return readConversation(protocol, (name) => headers[name] ?? null, new TextEncoder().encode(text))
}

const user = (content: unknown): object => ({ role: 'user', content })
const reply = { role: 'assistant', content: 'Yes.' }
const session = 'f2c0b8a4-0000-4000-8000-000000000001'

describe('a conversation is known by', () => {
  test('the session that Claude Code names in a header, before anything else', () => {
    const body = { metadata: { user_id: 'u' }, messages: [user('hi')] }
    expect(known('anthropic', body, { 'x-claude-code-session-id': session })).toBe(`session:${session}`)
  })

  test('the session within metadata.user_id, in both its forms', () => {
    const inJson = { metadata: { user_id: JSON.stringify({ device_id: 'd', session_id: session }) } }
    const inText = { metadata: { user_id: `user_abc_account_def_session_${session}` } }
    expect(known('anthropic', inJson)).toBe(`session:${session}`)
    expect(known('anthropic', inText)).toBe(`session:${session}`)
  })

  test('else metadata.user_id itself, however long', () => {
    expect(known('anthropic', { metadata: { user_id: 'u1' } })).toBe('user:u1')
    expect(known('anthropic', { metadata: { user_id: 'u'.repeat(5000) } })).toMatch(/^user:[0-9a-f]{32}$/)
  })

  test('else the fixed head of the prompt, which later turns repeat', () => {
    const system = [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }]
    const marked = [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }]
    const first = known('anthropic', { system, messages: [user(marked)] })
    expect(first).toMatch(/^head:[0-9a-f]{32}$/)
    expect(known('anthropic', { system, messages: [user('hi'), reply, user(marked)], temperature: 1 })).toBe(first)
    expect(known('anthropic', { system, messages: [user('hello')] })).not.toBe(first)
    expect(known('anthropic', { system: 'Other.', messages: [user('hi')] })).not.toBe(first)
  })

  test('conversations that begin alike are told apart by the key of their prompt cache, and by it alone never', () => {
    const tools = { type: 'additional_tools', role: 'developer', tools: [] }
    const turn = (key: string, ...said: unknown[]) =>
      known('openai', { prompt_cache_key: key, input: [tools, user('where it works'), ...said] })
    expect(turn('a', user('hi'), reply, user('more'))).toBe(turn('a', user('hi')))
    expect(turn('b', user('hi'))).not.toBe(turn('a', user('hi')))
    expect(known('openai', { prompt_cache_key: 'a', input: 'hi' })).not.toBe(
      known('openai', { prompt_cache_key: 'a', input: 'ho' }),
    )
  })

  test('the same for the other protocols', () => {
    const chat = { messages: [{ role: 'system', content: 's' }, user('hi')] }
    expect(known('openai', { messages: [...chat.messages, reply, user('more')] })).toBe(known('openai', chat))
    expect(known('openai', { messages: [{ role: 'system', content: 'x' }, user('hi')] })).not.toBe(
      known('openai', chat),
    )
    expect(known('openai', { input: 'hi' })).toMatch(/^head:/)
    expect(known('openai', { conversation: 'conv_1', input: 'a' })).toBe(
      known('openai', { conversation: 'conv_1', input: 'b' }),
    )
    const gemini = { systemInstruction: { parts: [{ text: 's' }] }, contents: [{ parts: [{ text: 'hi' }] }] }
    const later = { ...gemini, contents: [...gemini.contents, { role: 'model', parts: [] }] }
    expect(known('gemini', later)).toBe(known('gemini', gemini))
  })

  test.each(['', 'no JSON', '[]', '{}', '{"messages":[]}', '{"messages":"x"}'])(
    'nothing where nothing is there: %s',
    (body) => {
      expect(known('anthropic', body)).toBeNull()
    },
  )
})
