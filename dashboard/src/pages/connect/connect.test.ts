import { expect, test } from 'vitest'
import { toClientLines } from './client-lines.ts'
import { toWayIn } from './way-in.ts'

const ORIGIN = 'http://127.0.0.1:8080'

test('while no client key exists any text is a key, at the address of the gateway itself', () => {
  expect(toWayIn({ origin: ORIGIN, pool: 'accounts', isOpen: true, key: null })).toEqual({
    base: ORIGIN,
    key: 'unused',
    toFillIn: null,
  })
})

test('once client keys exist, one has to be put in', () => {
  const way = toWayIn({ origin: ORIGIN, pool: 'accounts', isOpen: false, key: null })
  expect(way).toMatchObject({ base: ORIGIN, key: 'YOUR_CLIENT_KEY' })
  expect(way.toFillIn).toContain('YOUR_CLIENT_KEY')
})

test('a key that has just been made is in every line', () => {
  const way = toWayIn({ origin: ORIGIN, pool: 'lb', isOpen: false, key: 'cf_made' })
  expect(way).toEqual({ base: ORIGIN, key: 'cf_made', toFillIn: null })
  for (const { lines } of toClientLines(way)) for (const { text } of lines) expect(text).toContain('cf_made')
})

test('pool lb is called by its secret path, which the page does not know', () => {
  expect(toWayIn({ origin: ORIGIN, pool: 'lb', isOpen: true, key: null })).toMatchObject({
    base: `${ORIGIN}/YOUR_UUID/lb`,
    key: 'unused',
  })
})

test('another pool is called with a key that names it', () => {
  expect(toWayIn({ origin: ORIGIN, pool: 'team', isOpen: true, key: null }).toFillIn).toContain('names it')
})

test('only the client of OpenAI wants the version in its address', () => {
  const shells = toClientLines({ base: ORIGIN, key: 'k' }).map(({ lines }) => lines[0]?.text)
  expect(shells.slice(0, 4)).toEqual([
    `ANTHROPIC_BASE_URL=${ORIGIN} ANTHROPIC_AUTH_TOKEN=k claude`,
    `export ANTHROPIC_BASE_URL=${ORIGIN} ANTHROPIC_API_KEY=k`,
    `export OPENAI_BASE_URL=${ORIGIN}/v1 OPENAI_API_KEY=k`,
    `export GOOGLE_GEMINI_BASE_URL=${ORIGIN} GEMINI_API_KEY=k`,
  ])
})
