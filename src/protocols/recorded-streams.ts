/** Streams as vendors send them, for tests and measurements: the shapes are real, the words are not. */

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

export const ANTHROPIC_DELTA = event('content_block_delta', {
  index: 0,
  delta: { type: 'text_delta', text: 'Grüße "quoted" \\ and 你好 — a few words more of an answer' },
})

export const ANTHROPIC_STREAM = [
  event('message_start', {
    message: {
      model: 'claude-sonnet-5-20260901',
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 12,
        cache_creation_input_tokens: 300,
        cache_read_input_tokens: 2000,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
        output_tokens: 1,
        service_tier: 'standard',
      },
    },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  event('ping', {}),
  ANTHROPIC_DELTA,
  ': a comment\n\n',
  ANTHROPIC_DELTA,
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { input_tokens: 12, cache_creation_input_tokens: 300, cache_read_input_tokens: 2000, output_tokens: 42 },
  }),
  event('message_stop', {}),
].join('')

const CHUNK = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'gpt-5.6-2026-08-01' }

export const OPENAI_DELTA = data({
  ...CHUNK,
  service_tier: 'default',
  choices: [{ index: 0, delta: { content: 'Grüße 你好 words' }, logprobs: null, finish_reason: null }],
  usage: null,
})

export const OPENAI_STREAM = [
  ': OPENROUTER PROCESSING\n\n',
  data({
    ...CHUNK,
    choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    usage: null,
  }),
  OPENAI_DELTA,
  OPENAI_DELTA,
  data({ ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null }),
  data({
    ...CHUNK,
    choices: [],
    usage: {
      prompt_tokens: 1000,
      completion_tokens: 50,
      total_tokens: 1050,
      prompt_tokens_details: { cached_tokens: 768, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 20 },
    },
  }),
  'data: [DONE]\n\n',
].join('')

const RESPONSE = { id: 'resp_1', object: 'response', model: 'gpt-5.6-2026-08-01', output: [], error: null }

export const RESPONSES_DELTA = event('response.output_text.delta', {
  sequence_number: 4,
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  delta: 'Grüße 你好 "usage": {',
  logprobs: [],
})

export const RESPONSES_STREAM = [
  event('response.created', { sequence_number: 0, response: { ...RESPONSE, status: 'in_progress', usage: null } }),
  event('response.in_progress', { sequence_number: 1, response: { ...RESPONSE, status: 'in_progress', usage: null } }),
  RESPONSES_DELTA,
  RESPONSES_DELTA,
  event('response.completed', {
    sequence_number: 9,
    response: {
      ...RESPONSE,
      status: 'completed',
      usage: {
        input_tokens: 90,
        input_tokens_details: { cached_tokens: 64, cache_write_tokens: 6 },
        output_tokens: 7,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 97,
      },
    },
  }),
].join('')

const USAGE_SO_FAR = { promptTokenCount: 20, totalTokenCount: 22, candidatesTokenCount: 2 }
const GEMINI_PIECE = {
  candidates: [{ content: { parts: [{ text: 'Grüße 你好 "finishReason"' }], role: 'model' }, index: 0 }],
  usageMetadata: USAGE_SO_FAR,
  modelVersion: 'gemini-3-pro',
  responseId: 'r1',
}
const GEMINI_LAST_PIECE = {
  candidates: [{ content: { parts: [{ text: '.' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: {
    promptTokenCount: 20,
    cachedContentTokenCount: 8,
    candidatesTokenCount: 30,
    thoughtsTokenCount: 100,
    toolUsePromptTokenCount: 5,
    totalTokenCount: 155,
  },
  modelVersion: 'gemini-3-pro',
  responseId: 'r1',
}

export const GEMINI_DELTA = `data: ${JSON.stringify(GEMINI_PIECE)}\r\n\r\n`
export const GEMINI_STREAM = [GEMINI_DELTA, GEMINI_DELTA, `data: ${JSON.stringify(GEMINI_LAST_PIECE)}\r\n\r\n`].join('')
export const GEMINI_ARRAY = `[${[GEMINI_PIECE, GEMINI_PIECE, GEMINI_LAST_PIECE].map((piece) => JSON.stringify(piece, null, 2)).join('\n,\r\n')}\n]\n`
