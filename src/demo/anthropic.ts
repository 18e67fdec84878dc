import { eventAnswer, jsonAnswer, toEvent } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'
import type { FakeUsage } from './step.ts'
import { nextId, sayText, sayWords } from './words.ts'

/** What Anthropic answers when all is well: Messages, counting, models. */
export function answerAnthropic(asked: Asked, words: number, usage: FakeUsage): Answer {
  switch (asked.operation) {
    case 'generate': {
      const input = toInput(usage)
      const container = asked.runsCode ? toContainer(asked) : null
      if (asked.form === 'events') {
        return eventAnswer(anthropicHeaders(), messageEvents({ model: asked.model, container }, words, usage))
      }
      return jsonAnswer(200, anthropicHeaders(), {
        id: nextId('msg_'),
        type: 'message',
        role: 'assistant',
        model: asked.model,
        content: [{ type: 'text', text: sayText(words) }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        ...(container === null ? {} : { container }),
        usage: { ...input, output_tokens: usage.output ?? words, service_tier: 'standard' },
      })
    }
    case 'count':
      return jsonAnswer(200, anthropicHeaders(), { input_tokens: usage.input ?? 12 })
    case 'models':
      return jsonAnswer(200, anthropicHeaders(), {
        data: [toModel('claude-opus-5'), toModel('claude-sonnet-5')],
        has_more: false,
        first_id: 'claude-opus-5',
        last_id: 'claude-sonnet-5',
      })
    case 'model':
      return jsonAnswer(200, anthropicHeaders(), toModel(asked.model))
    case 'embed':
    case 'batch-embed':
    case 'other':
      return jsonAnswer(200, anthropicHeaders(), { data: [], has_more: false, first_id: null, last_id: null })
  }
}

/** Headers of an account that has room left. */
export function anthropicHeaders(): string[] {
  const reset = new Date(Date.now() + 30_000).toISOString()
  return [
    'request-id',
    nextId('req_'),
    'anthropic-organization-id',
    '00000000-0000-4000-8000-000000000000',
    'anthropic-ratelimit-requests-limit',
    '4000',
    'anthropic-ratelimit-requests-remaining',
    '3999',
    'anthropic-ratelimit-requests-reset',
    reset,
    'anthropic-ratelimit-tokens-limit',
    '400000',
    'anthropic-ratelimit-tokens-remaining',
    '399000',
    'anthropic-ratelimit-tokens-reset',
    reset,
  ]
}

interface Container {
  readonly id: string
  readonly expires_at: string
}

function toContainer(asked: Asked): Container {
  const id = nextId('container_')
  asked.keep(id)
  return { id, expires_at: '2026-12-31T00:00:00Z' }
}

function* messageEvents(
  { model, container }: { readonly model: string; readonly container: Container | null },
  words: number,
  usage: FakeUsage,
): Iterable<Buffer> {
  const message = {
    id: nextId('msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...toInput(usage), output_tokens: 1 },
  }
  yield toEvent('message_start', { type: 'message_start', message })
  yield toEvent('content_block_start', {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'text', text: '' },
  })
  yield toEvent('ping', { type: 'ping' })
  for (const text of sayWords(words)) {
    yield toEvent('content_block_delta', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
  }
  yield toEvent('content_block_stop', { type: 'content_block_stop', index: 0 })
  yield toEvent('message_delta', {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null, ...(container === null ? {} : { container }) },
    usage: { ...toInput(usage), output_tokens: usage.output ?? words },
  })
  yield toEvent('message_stop', { type: 'message_stop' })
}

function toInput(usage: FakeUsage): Record<string, unknown> {
  const write5m = usage.cacheWrite5m ?? 0
  const write1h = usage.cacheWrite1h ?? 0
  return {
    input_tokens: usage.input ?? 12,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: usage.cacheRead ?? 0,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
  }
}

function toModel(id: string): Record<string, unknown> {
  return { type: 'model', id, display_name: id, created_at: '2026-10-21T00:00:00Z' }
}
