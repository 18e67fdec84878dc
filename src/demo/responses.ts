import { eventAnswer, jsonAnswer, toEvent } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'
import { openaiHeaders } from './openai-headers.ts'
import type { FakeUsage } from './step.ts'
import { nextId, sayText, sayWords } from './words.ts'

/** OpenAI's Responses API: named events that carry a sequence number, and no `[DONE]`. */
export function answerResponses(asked: Asked, words: number, usage: FakeUsage): Answer {
  const id = nextId('resp_')
  asked.keep(id)
  if (asked.form === 'events') {
    return eventAnswer(openaiHeaders(), responseEvents({ id, model: asked.model }, words, usage))
  }
  return jsonAnswer(200, openaiHeaders(), toResponse(id, asked.model, toDone(sayText(words), words, usage)))
}

interface Done {
  readonly status: 'in_progress' | 'completed'
  readonly output: readonly unknown[]
  readonly usage: unknown
}

function* responseEvents(
  { id, model }: { readonly id: string; readonly model: string },
  words: number,
  usage: FakeUsage,
): Iterable<Buffer> {
  const open = toResponse(id, model, { status: 'in_progress', output: [], usage: null })
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  let sequence = 0
  const toNamed = (type: string, rest: object) => {
    const event = toEvent(type, { type, sequence_number: sequence, ...rest })
    sequence += 1
    return event
  }
  yield toNamed('response.created', { response: open })
  yield toNamed('response.in_progress', { response: open })
  yield toNamed('response.output_item.added', { output_index: 0, item: toItem('in_progress', []) })
  yield toNamed('response.content_part.added', { ...place, part: toPart('') })
  for (const delta of sayWords(words)) yield toNamed('response.output_text.delta', { ...place, delta, logprobs: [] })
  const text = sayText(words)
  yield toNamed('response.output_text.done', { ...place, text, logprobs: [] })
  yield toNamed('response.content_part.done', { ...place, part: toPart(text) })
  yield toNamed('response.output_item.done', { output_index: 0, item: toItem('completed', [toPart(text)]) })
  yield toNamed('response.completed', { response: toResponse(id, model, toDone(text, words, usage)) })
}

function toDone(text: string, words: number, usage: FakeUsage): Done {
  const cached = usage.cacheRead ?? 0
  const input = (usage.input ?? 12) + cached
  const output = usage.output ?? words
  return {
    status: 'completed',
    output: [toItem('completed', [toPart(text)])],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  }
}

function toResponse(id: string, model: string, done: Done): unknown {
  return {
    id,
    object: 'response',
    created_at: 1_795_000_000,
    status: done.status,
    error: null,
    incomplete_details: null,
    model,
    output: done.output,
    parallel_tool_calls: true,
    tools: [],
    usage: done.usage,
  }
}

function toItem(status: string, content: readonly unknown[]): unknown {
  return { id: 'msg_1', type: 'message', status, role: 'assistant', content }
}

function toPart(text: string): unknown {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}
