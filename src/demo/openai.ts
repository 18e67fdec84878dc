import { eventAnswer, jsonAnswer, toEvent } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'
import { openaiHeaders } from './openai-headers.ts'
import { answerResponses } from './responses.ts'
import type { FakeUsage } from './step.ts'
import { nextId, sayText, sayWords } from './words.ts'

/** What an OpenAI-compatible vendor answers when all is well: chat, responses, embeddings, models. */
export function answerOpenai(asked: Asked, words: number, usage: FakeUsage): Answer {
  const headers = openaiHeaders()
  switch (asked.operation) {
    case 'generate':
      if (asked.dialect === 'responses') return answerResponses(asked, words, usage)
      if (asked.form === 'events') return eventAnswer(headers, chatEvents(asked, words, usage))
      return jsonAnswer(200, headers, {
        ...toChat('chat.completion', nextId('chatcmpl-'), asked.model),
        choices: [
          { index: 0, message: { role: 'assistant', content: sayText(words), refusal: null }, finish_reason: 'stop' },
        ],
        usage: toUsage(words, usage),
      })
    case 'embed':
    case 'batch-embed':
      return jsonAnswer(200, headers, {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2, 0.3] }],
        model: asked.model,
        usage: { prompt_tokens: usage.input ?? 12, total_tokens: usage.input ?? 12 },
      })
    case 'models':
      return jsonAnswer(200, headers, { object: 'list', data: [toModel('gpt-5'), toModel('gpt-5-mini')] })
    case 'model':
      return jsonAnswer(200, headers, toModel(asked.model))
    case 'count':
    case 'other':
      return jsonAnswer(200, headers, { object: 'list', data: [] })
  }
}

function* chatEvents(asked: Asked, words: number, usage: FakeUsage): Iterable<Buffer> {
  const base = toChat('chat.completion.chunk', nextId('chatcmpl-'), asked.model)
  const rest = asked.usageInStream ? { usage: null } : {}
  const toChunk = (delta: unknown, finish_reason: string | null) =>
    toEvent(null, { ...base, choices: [{ index: 0, delta, finish_reason }], ...rest })
  yield toChunk({ role: 'assistant', content: '' }, null)
  for (const content of sayWords(words)) yield toChunk({ content }, null)
  yield toChunk({}, 'stop')
  if (asked.usageInStream) yield toEvent(null, { ...base, choices: [], usage: toUsage(words, usage) })
  yield toEvent(null, '[DONE]')
}

function toChat(object: string, id: string, model: string): Record<string, unknown> {
  return { id, object, created: 1_795_000_000, model, service_tier: 'default' }
}

function toUsage(words: number, usage: FakeUsage): unknown {
  const cached = usage.cacheRead ?? 0
  const prompt = (usage.input ?? 12) + cached
  const output = usage.output ?? words
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: 0 },
  }
}

function toModel(id: string): unknown {
  return { id, object: 'model', created: 1_795_000_000, owned_by: 'fake' }
}
