import { describe, expect, test } from 'vitest'
import { readLoad } from './call-load.ts'

const ENCODER = new TextEncoder()
const load = (body: unknown) =>
  readLoad('generate', ENCODER.encode(typeof body === 'string' ? body : JSON.stringify(body)))

describe('the output that a call may ask for', () => {
  test.each([
    [{ max_tokens: 100 }, 100],
    [{ max_completion_tokens: 200, n: 3 }, 600],
    [{ max_output_tokens: 300 }, 300],
    [{ generationConfig: { maxOutputTokens: 40, candidateCount: 2 } }, 80],
    [{ generation_config: { max_output_tokens: '50' } }, 50],
    [{ max_tokens: 10, max_completion_tokens: 20 }, 20],
    [{ max_tokens: 10, n: 2, best_of: 4 }, 40],
    [{ messages: [{ max_tokens: 5 }] }, 16_384],
    [{ max_tokens: null }, 16_384],
    [{ max_tokens: -1, n: 0 }, 16_384],
    [{ max_tokens: 'many' }, 16_384],
    ['{"max_tokens":1e2}', 100],
    ['no json', 16_384],
    ['', 16_384],
  ])('of %j is %d tokens', (body, output) => {
    expect(load(body).output).toBe(output)
  })

  test('of embeddings is none', () => {
    expect(readLoad('embed', ENCODER.encode('{"input":"a"}')).output).toBe(0)
  })

  test('is what the last of several says, as vendors read it', () => {
    expect(load('{"max_tokens":1,"max_tokens":9}').output).toBe(9)
  })
})

describe('the cache that a prompt may be written to', () => {
  test.each([
    [{ system: 'the word cache_control' }, 'none'],
    [{ system: [{ cache_control: { type: 'ephemeral' } }] }, '5m'],
    [{ system: [{ cache_control: { type: 'ephemeral', ttl: '1h' } }] }, '1h'],
    ['{"system":[{"cache\\u005fcontrol":{"ttl":"5m"}}]}', '1h'],
  ])('by %j is %s', (body, expected) => {
    expect(load(body).cacheWrite).toBe(expected)
  })
})

describe('the prompt', () => {
  test.each([
    { previous_response_id: 'resp_1' },
    { conversation: { id: 'conv_1' } },
    { messages: [{ content: [{ type: 'image', source: { type: 'url', url: 'https://a.example' } }] }] },
    { messages: [{ content: [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }] }] },
    { messages: [{ content: [{ type: 'image_url', image_url: { url: 'https://a.example' } }] }] },
    { contents: [{ parts: [{ fileData: { fileUri: 'files/1' } }] }] },
    { cachedContent: 'cachedContents/1' },
    { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    { tools: [{ googleSearch: {} }] },
    '{"previous\\u005fresponse_id":"resp_1"}',
  ])('of %j is partly elsewhere', (body) => {
    expect(load(body).prompt).toBe('elsewhere')
  })

  test.each([
    { messages: [{ role: 'user', content: 'my "file_id": 7' }] },
    { previous_response_id: null },
    { tools: [{ name: 'fetch', input_schema: { properties: { url: { type: 'string' } } } }] },
    '{"messages":[{"content":"caf\\u00e9 \\u003c"}]}',
  ])('of %j lies in the body', (body) => {
    expect(load(body)).toMatchObject({ prompt: 'here', bytes: expect.any(Number) })
  })
})
