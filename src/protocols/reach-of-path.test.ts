import { expect, test } from 'vitest'
import { recognise } from './recognise.ts'

function reachOf(line: string, headers: Readonly<Record<string, string>> = {}): unknown {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const head = { method, path, query: query === '' ? '' : `?${query}`, header: (name: string) => headers[name] ?? null }
  const recognised = recognise(head)
  return recognised.kind === 'call' ? recognised.reaches : recognised.kind
}

const CLAUDE = { 'anthropic-version': '2023-06-01' }
const GOOGLE = { 'x-goog-api-key': 'k' }

test.each([
  ['GET /v1/files/file-abc', {}, 'file-abc'],
  ['HEAD /v1/files/file_011/content', CLAUDE, 'file_011'],
  ['DELETE /v1/files/file%5F011', CLAUDE, 'file_011'],
  ['POST /v1/messages/batches/msgbatch_1/cancel', {}, 'msgbatch_1'],
  ['GET /v1/skills/skill_1/versions/17', {}, 'skill_1'],
  ['GET /v1/responses/resp_1/input_items?after=msg_1', {}, 'resp_1'],
  ['DELETE /v1/conversations/conv_1/items/msg_1', {}, 'conv_1'],
  ['POST /v1/uploads/upload_1/complete', {}, 'upload_1'],
  ['POST /v1/videos/video_1/remix', {}, 'video_1'],
  ['GET /v1/files/abc', GOOGLE, 'files/abc'],
  ['POST /v1beta/batches/b1:cancel', {}, 'batches/b1'],
  ['PATCH /v1beta/cachedContents/c1', {}, 'cachedContents/c1'],
  ['GET /v1beta/operations/o1', {}, 'operations/o1'],
  ['GET /v1beta/models/veo-3/operations/o1', {}, 'operations/o1'],
])('%s names what it seeks', (line, headers, name) => {
  expect(reachOf(line, headers)).toEqual({ names: [name], otherwise: 'seek' })
})

test('a list goes on at the account that holds what it goes on from', () => {
  expect(reachOf('GET /v1/files')).toEqual({ names: [], otherwise: 'home alone' })
  expect(reachOf('GET /v1/files?limit=5&after=file-1')).toEqual({ names: ['file-1'], otherwise: 'home alone' })
  expect(reachOf('GET /v1/files?after_id=file_1', CLAUDE)).toEqual({ names: ['file_1'], otherwise: 'home alone' })
})

test('of a model only what leaves something behind reaches what is kept', () => {
  for (const name of ['predictLongRunning', 'batchGenerateContent', 'asyncBatchEmbedContent']) {
    expect(reachOf(`POST /v1beta/models/m:${name}`)).toEqual({ names: [], otherwise: 'home' })
  }
  for (const name of ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent', 'predict']) {
    expect(reachOf(`POST /v1beta/models/m:${name}`)).toBeNull()
  }
})
