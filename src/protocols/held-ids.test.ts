import { expect, test } from 'vitest'
import type { Protocol } from '../model/protocol.ts'
import { NO_USAGE } from '../model/usage.ts'
import type { BodyShape, Meter } from './wire-format.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

function read(
  protocol: Protocol,
  shape: BodyShape,
  text: string,
): { readonly held: readonly string[]; readonly meter: Meter } {
  const held = new Set<string>()
  const onHeld = (id: string): void => void held.add(id)
  const meter = WIRE_FORMATS[protocol].createMeter({ shape, model: null, now: 0, date: null, onHeld })
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += 700) meter.feed(bytes.slice(at, at + 700))
  meter.end()
  return { held: [...held], meter }
}

const events = (...all: readonly (readonly [name: string, data: object])[]): string =>
  all.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`).join('')

test.each<[string, Protocol, object, readonly string[]]>([
  ['a file', 'anthropic', { type: 'file', id: 'file_1', filename: 'a' }, ['file_1']],
  ['a batch', 'anthropic', { type: 'message_batch', id: 'msgbatch_1' }, ['msgbatch_1']],
  ['a message with its container', 'anthropic', { type: 'message', id: 'msg_1', container: { id: 'c_1' } }, ['c_1']],
  ['a message', 'anthropic', { type: 'message', id: 'msg_1', container: null }, []],
  ['a response', 'openai', { id: 'resp_1', output: [{ id: 'msg_1' }], error: null }, ['resp_1']],
  [
    'a batch and its results',
    'openai',
    { id: 'batch_1', output_file_id: 'f-1', error_file_id: null },
    ['batch_1', 'f-1'],
  ],
  ['an upload and its file', 'openai', { id: 'upload_1', file: { id: 'file-1' } }, ['upload_1', 'file-1']],
  ['a cache', 'gemini', { name: 'cachedContents/1', model: 'models/m' }, ['cachedContents/1']],
  ['an operation', 'gemini', { name: 'models/veo-3/operations/1' }, ['operations/1']],
  [
    'a batch and its results',
    'gemini',
    { name: 'batches/1', response: { responsesFile: 'files/2' } },
    ['batches/1', 'files/2'],
  ],
  ['an id that is too long', 'openai', { id: 'x'.repeat(300) }, []],
])('%s of %s tells what the account holds, large or small', (_name, protocol, body, ids) => {
  expect(read(protocol, 'json', JSON.stringify(body)).held).toEqual(ids)
  const large = { ...body, rest: 'word '.repeat(20_000) }
  expect(read(protocol, 'record', JSON.stringify(large)).held.toSorted()).toEqual(ids.toSorted())
})

test('a stream of Responses tells its id with its first event', () => {
  const created = events(['response.created', { response: { id: 'resp_1', model: 'gpt-5', usage: null } }])
  const delta = events(['response.output_text.delta', { item_id: 'msg_1', delta: 'a' }])
  expect(read('openai', 'events', created + delta).held).toEqual(['resp_1'])
})

test('a stream of Messages tells its container, wherever it does', () => {
  const start = events(['message_start', { message: { id: 'msg_1', model: 'm', container: null, usage: {} } }])
  const delta = events(['message_delta', { delta: { stop_reason: 'end_turn', container: { id: 'c_1' } }, usage: {} }])
  expect(read('anthropic', 'events', start + delta).held).toEqual(['c_1'])
})

test('of a record nothing is counted: that was done when it was made', () => {
  const body = JSON.stringify({ id: 'batch_1', usage: { input_tokens: 5, output_tokens: 6 }, model: 'gpt-5' })
  expect(read('openai', 'record', body).meter.usage).toEqual(NO_USAGE)
  expect(read('openai', 'json', body).meter.usage.output).toBe(6)
})
