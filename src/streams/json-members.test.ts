import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonMembers } from './json-members.ts'
import { LONGEST_MEMBER } from './member-store.ts'
import { planMembers } from './member-tree.ts'

const PLAN = planMembers({
  usage: true,
  model: true,
  message: { usage: true, deep: { model: true } },
  list: { end: true },
})
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(text: string, cuts: readonly number[] = []) {
  let pieces = 0
  const members = createJsonMembers(PLAN, () => (pieces += 1))
  const bytes = encode(text)
  const ends = [...cuts.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length]
  let start = 0
  for (const end of ends) {
    const chunk = bytes.slice(start, end)
    members.feed(chunk, 0, chunk.length)
    chunk.fill(0)
    start = end
  }
  return { members, pieces: () => pieces }
}

const json = fc.jsonValue({ maxDepth: 3 })
const shape = fc.record(
  {
    usage: json,
    model: json,
    other: json,
    'us"age': json,
    message: fc.oneof(
      json,
      fc.record({ usage: json, deep: fc.record({ model: json, x: json }, { requiredKeys: [] }) }, { requiredKeys: [] }),
    ),
    list: fc.array(fc.record({ end: json, noise: json }, { requiredKeys: ['end'] }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe('the member scanner', () => {
  test('finds what JSON.parse finds, however the bytes are cut and spaced', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(0, 2), cuts, (value, indent, at) => {
        const { members, pieces } = read(JSON.stringify(value, null, indent), at)
        const parsed = JSON.parse(JSON.stringify(value))
        const message = typeof parsed.message === 'object' ? parsed.message : undefined
        const isRecord = message !== null && message !== undefined && !Array.isArray(message)
        expect(members.value('usage')).toEqual(parsed.usage)
        expect(members.value('model')).toEqual(parsed.model)
        if (isRecord) expect(members.value('message.usage')).toEqual(message.usage)
        expect(members.value('list.end')).toEqual(parsed.list?.at(-1)?.end)
        expect(members.closed()).toBe('object')
        expect(pieces()).toBe(1)
      }),
      { numRuns: 2000 },
    )
  })

  test('tells the span of a value', () => {
    const text = '{"a": {"model": 1}, "model" :  "clé" , "b":[]}'
    const { members } = read(text)
    const member = members.member('model')
    expect(text.slice(member?.start, (member?.end ?? 0) - 1)).toBe('"clé"')
  })

  test('lets the last of several count, and understands escapes in keys', () => {
    expect(read('{"model":"a","mod\\u0065l":"b"}').members.value('model')).toBe('b')
  })

  test('finds nothing in strings that only look like members', () => {
    const { members } = read(JSON.stringify({ text: '{"usage":1,"model":"x"}', nested: { model: 'y' } }))
    expect(members.value('usage')).toBeUndefined()
    expect(members.value('model')).toBeUndefined()
  })

  test('counts the objects of an outermost array as pieces', () => {
    const { members, pieces } = read('[{"usage":{"n":1}},\r\n{"usage":{"n":2}}\n]', [0.3, 0.5, 0.9])
    expect(pieces()).toBe(2)
    expect(members.value('usage')).toEqual({ n: 2 })
    expect(members.closed()).toBe('array')
    expect(read('[{"usage":1}').members.closed()).toBeNull()
  })

  test('does not keep a value that is too long', () => {
    const { members } = read(JSON.stringify({ usage: 'x'.repeat(LONGEST_MEMBER), model: 'm' }), [0.2, 0.4])
    expect(members.value('usage')).toBeUndefined()
    expect(members.value('model')).toBe('m')
  })

  test('never throws on any bytes', () => {
    const bits = fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'model', 'usage', '1', ' ', 'é'), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(bits, (parts) => {
        const { members } = read(parts.join(''), [0.5])
        members.value('model')
        members.value('usage')
      }),
      { numRuns: 2000 },
    )
  })
})
