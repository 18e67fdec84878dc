import { eventAnswer, jsonAnswer, toEvent } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'
import type { FakeUsage } from './step.ts'
import { nextId, sayText, sayWords } from './words.ts'

/** What Gemini answers when all is well: content, both streaming forms, counting, embeddings, models. */
export function answerGemini(asked: Asked, words: number, usage: FakeUsage): Answer {
  const headers = geminiHeaders()
  switch (asked.operation) {
    case 'generate':
      switch (asked.form) {
        case 'json':
          return jsonAnswer(200, headers, toContent(asked.model, sayText(words), toTail(words, usage)))
        case 'events':
          return eventAnswer(headers, eventPieces(asked.model, words, usage))
        case 'array':
          return {
            status: 200,
            headers: ['content-type', 'application/json; charset=UTF-8', ...headers],
            body: { kind: 'pieces', pieces: arrayPieces(asked.model, words, usage) },
          }
      }
      break
    case 'count':
      return jsonAnswer(200, headers, { totalTokens: usage.input ?? 12 })
    case 'embed':
      return jsonAnswer(200, headers, { embedding: { values: [0.1, 0.2, 0.3] } })
    case 'batch-embed':
      return jsonAnswer(200, headers, { embeddings: [{ values: [0.1, 0.2, 0.3] }] })
    case 'models':
      return jsonAnswer(200, headers, { models: [toModel('gemini-3-pro'), toModel('gemini-3-flash')] })
    case 'model':
      return jsonAnswer(200, headers, toModel(asked.model))
    case 'other':
      return jsonAnswer(200, headers, {})
  }
}

export function geminiHeaders(): string[] {
  return ['server', 'scaffolding on HTTPServer2', 'server-timing', 'gfet4t7; dur=12', 'x-goog-request-id', nextId('g')]
}

function* chunks(model: string, words: number, usage: FakeUsage): Iterable<unknown> {
  let index = 0
  for (const text of sayWords(words)) {
    index += 1
    yield toContent(model, text, index < words ? {} : toTail(words, usage))
  }
}

function* eventPieces(model: string, words: number, usage: FakeUsage): Iterable<Buffer> {
  for (const chunk of chunks(model, words, usage)) yield toEvent(null, chunk)
}

function* arrayPieces(model: string, words: number, usage: FakeUsage): Iterable<Buffer> {
  let opening = '['
  for (const chunk of chunks(model, words, usage)) {
    yield Buffer.from(opening + JSON.stringify(chunk, null, 2))
    opening = '\n,\n'
  }
  yield Buffer.from('\n]\n')
}

interface Tail {
  readonly finishReason?: string
  readonly usageMetadata?: Readonly<Record<string, number>>
}

function toTail(words: number, usage: FakeUsage): Tail {
  const cached = usage.cacheRead ?? 0
  const prompt = (usage.input ?? 12) + cached
  const output = usage.output ?? words
  return {
    finishReason: 'STOP',
    usageMetadata: {
      promptTokenCount: prompt,
      candidatesTokenCount: output,
      totalTokenCount: prompt + output,
      ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
    },
  }
}

function toContent(model: string, text: string, tail: Tail): unknown {
  const { finishReason, usageMetadata } = tail
  const candidate = { content: { parts: [{ text }], role: 'model' }, index: 0 }
  return {
    candidates: [finishReason === undefined ? candidate : { ...candidate, finishReason }],
    ...(usageMetadata === undefined ? {} : { usageMetadata }),
    modelVersion: model,
    responseId: 'fake',
  }
}

function toModel(id: string): unknown {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'],
  }
}
