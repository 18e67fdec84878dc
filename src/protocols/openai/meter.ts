import { isData, nameBegins } from '../../streams/event-name.ts'
import type { EventSpan } from '../../streams/event-span.ts'
import { createKeyFilter } from '../../streams/key-filter.ts'
import { planMembers } from '../../streams/member-tree.ts'
import { type Dialect, END, MORE, PING, type ReadEvent, type Reading, type Skim, type Tally } from '../dialect.ts'
import { asRecord, asText } from '../json-record.ts'
import { tellHeld } from '../tell-held.ts'
import { readOpenAiRefusal } from './refusal.ts'
import { readOpenAiUsage } from './usage.ts'

const PLAN = planMembers({
  type: true,
  error: true,
  code: true,
  message: true,
  model: true,
  usage: true,
  choices: { finish_reason: true },
  response: { id: true, model: true, usage: true, error: true },
  x_groq: { usage: true },
  id: true,
  output_file_id: true,
  error_file_id: true,
  file: { id: true },
})

/** Ids of what is made: by itself, by a stream, as a batch's results, of an upload that is complete. */
const HELD = ['id', 'response.id', 'output_file_id', 'error_file_id', 'file.id']

/** `type` tells the events of Responses, where they have no name, from the chunks of Chat Completions. */
const keysOf = createKeyFilter(['usage', 'error', 'finish_reason', 'type'])

/** The last event of each kind of stream that has named events. */
const LAST_EVENTS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'image_generation.completed',
  'image_edit.completed',
  'speech.audio.done',
  'transcript.text.done',
])
const LAST_LETTERS: ReadonlySet<number> = new Set(['d', 'e', 'r'].map((letter) => letter.charCodeAt(0)))

export const OPENAI_DIALECT: Dialect = { plan: PLAN, skim, read: readEvent, refuse: readOpenAiRefusal }

function skim(span: EventSpan): Skim {
  if (isData(span, '[DONE]')) return 'end'
  if (span.nameStart !== span.nameEnd) {
    // `completed`, `failed`, `incomplete`, `done`, `error`: most events are named `….delta`.
    if (LAST_LETTERS.has(span.bytes[span.nameEnd - 1] ?? 0)) return 'facts'
    if (nameBegins(span, 'response.')) return 'nothing'
  }
  return keysOf(span.bytes, span.start, span.end) === 0 ? 'nothing' : 'facts'
}

function readEvent({ name, members }: ReadEvent, tally: Tally): Reading {
  const type = asText(members.value('type')) ?? name
  if (tally.onHeld !== null) for (const path of HELD) tellHeld(members.value(path), tally)
  const error = members.value('error')
  if (asRecord(error) !== null || asText(error) !== null) {
    return { kind: 'error', body: { error, code: members.value('code') } }
  }
  if (type === 'error') {
    return { kind: 'error', body: { code: members.value('code'), message: members.value('message') } }
  }
  tally.model ??= asText(members.value('model')) ?? asText(members.value('response.model'))
  tally.usage = readOpenAiUsage(
    tally.usage,
    asRecord(members.value('usage')) ?? asRecord(members.value('response.usage')) ?? members.value('x_groq.usage'),
  )
  if (type === 'response.failed') return { kind: 'failed', body: { error: members.value('response.error') } }
  if (type.endsWith('keepalive')) return PING
  return LAST_EVENTS.has(type) || asText(members.value('choices.finish_reason')) !== null ? END : MORE
}
