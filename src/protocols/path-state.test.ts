import { describe, expect, test } from 'vitest'
import { VENDOR_PATHS } from './vendor-paths.ts'

/** Every vendor's path by what it reaches: a new one is put into a row, or the first test fails. */
const EXPECTED = {
  nothing: [
    'POST /v1/messages',
    'POST /v1/complete',
    'POST /v1/messages/count_tokens',
    'GET /v1/models',
    'GET /v1/models/{}',
    'GET /v1/models/{}/{}',
    'GET /v1beta/models',
    'GET /v1beta/models/{}',
    'POST /v1/chat/completions',
    'POST /v1/completions',
    'POST /v1/responses',
    'POST /v1/responses/compact',
    'POST /v1/responses/input_tokens',
    'POST /v1/images/generations',
    'POST /v1/images/edits',
    'POST /v1/images/variations',
    'POST /v1/audio/speech',
    'POST /v1/audio/transcriptions',
    'POST /v1/audio/translations',
    'POST /v1/embeddings',
    'POST /v1/moderations',
  ],
  home: [
    'POST /v1/messages/batches',
    'POST /v1/files',
    'POST /v1/skills',
    'POST /v1/cachedContents',
    'POST /v1beta/cachedContents',
    'POST /v1/videos',
    'POST /v1/conversations',
    'POST /v1/uploads',
    'POST /v1/batches',
  ],
  'home alone': [
    'GET /v1/messages/batches',
    'GET /v1/files',
    'GET /v1/skills',
    'GET /v1/batches',
    'GET /v1/cachedContents',
    'GET /v1beta/batches',
    'GET /v1beta/cachedContents',
    'GET /v1beta/files',
    'GET /v1/chat/completions',
    'GET /v1/videos',
  ],
} as const

const lines = VENDOR_PATHS.map(({ method, segments, state }) => ({ line: `${method} ${segments.join('/')}`, state }))

describe('a vendor’s path', () => {
  test('is classified, whichever it is: what names something reaches it, and the rest is told one by one', () => {
    for (const { line, state } of lines) {
      const row = Object.entries(EXPECTED).find(([, those]) => those.some((known) => known === line))?.[0]
      const expected = row ?? (line.includes('{}') ? 'seek' : 'in no row')
      expect(`${line}: ${state?.otherwise ?? 'nothing'}`).toBe(`${line}: ${expected}`)
    }
  })

  test('that names something tells where its id stands', () => {
    for (const { line, state } of lines) {
      if (state === null) continue
      expect(line.includes('{}')).toBe(state.idAt !== -1)
      if (state.idAt !== -1) expect(line.split(' ')[1]?.split('/')[state.idAt]).toMatch(/^\{\}/)
    }
  })

  test('that is read tells ids only where it is a batch’s own page', () => {
    const read = lines.filter(({ line, state }) => line.startsWith('GET ') && state?.learns === true)
    expect(new Set(read.map(({ line }) => line))).toEqual(
      new Set(['GET /v1/messages/batches/{}', 'GET /v1/batches/{}', 'GET /v1beta/batches/{}']),
    )
    for (const { line, state } of lines) if (line.startsWith('DELETE ')) expect(state?.learns).toBe(false)
  })
})
