import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { removeJsonValue, setJsonValue } from './json-edit.ts'
import { scanJson } from './json-scan.ts'

function edit(text: string, path: readonly string[], value: unknown): string {
  const edited = setJsonValue(text, path, value)
  if (!edited.ok) throw new Error(edited.why)
  return edited.text
}

describe('setting one value', () => {
  it('replaces it and keeps every other byte', () => {
    const text = '{\n    "mine":   [1,2 ],\n    "lb_strategy" : "session",\n\t"big": 12345678901234567890\n}\n'
    expect(edit(text, ['lb_strategy'], 'weighted')).toBe(text.replace('"session"', '"weighted"'))
  })

  it('adds a key after the last one, indented like it', () => {
    expect(edit('{\n    "a": 1\n}\n', ['b'], true)).toBe('{\n    "a": 1,\n    "b": true\n}\n')
    expect(edit('{"a": 1}', ['b'], 2)).toBe('{"a": 1, "b": 2}')
  })

  it('makes the sections that are missing, with two spaces', () => {
    expect(edit('{}\n', ['pools', 'team', 'strategy'], 'session')).toBe(
      '{\n  "pools": {\n    "team": {\n      "strategy": "session"\n    }\n  }\n}\n',
    )
    expect(edit('{\n  "load_balancer": {}\n}\n', ['load_balancer', 'window_size'], 3)).toBe(
      '{\n  "load_balancer": {\n    "window_size": 3\n  }\n}\n',
    )
  })

  it('keeps the line ends of a file from Windows', () => {
    expect(edit('{\r\n  "a": 1\r\n}\r\n', ['b'], { c: 1 })).toBe(
      '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 1\r\n  }\r\n}\r\n',
    )
  })

  it('refuses to go through what is no object, and what is no JSON', () => {
    expect(setJsonValue('{"a": 1}', ['a', 'b'], 1)).toEqual({ ok: false, why: 'a is no object' })
    expect(setJsonValue('[]', ['a'], 1)).toEqual({ ok: false, why: 'the file is no object' })
    expect(setJsonValue('{', ['a'], 1).ok).toBe(false)
  })

  it('means the same as setting it in the data, whatever the data and its layout', () => {
    const keys = fc.constantFrom('a', 'b', 'lb_strategy', 'ü"\\', '')
    const json = fc.jsonValue({ maxDepth: 2 })
    const data = fc.dictionary(keys, fc.oneof(json, fc.dictionary(keys, json)))
    fc.assert(
      fc.property(data, keys, json, fc.constantFrom(0, 1, 2, '\t'), (object, key, value, indent) => {
        const text = JSON.stringify(object, null, indent)
        const expected: unknown = JSON.parse(JSON.stringify({ ...object, [key]: value }))
        expect(JSON.parse(edit(text, [key], value))).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('taking one value out', () => {
  it('keeps every other byte but the comma beside it', () => {
    const text = '{\n  "a": 1,\n  "pools": {"x": {}, "y" :[2]},\n  "b": true\n}\n'
    const without = (...path: readonly string[]) => removeJsonValue(text, path)
    expect(without('a')).toEqual({ ok: true, text: '{\n  "pools": {"x": {}, "y" :[2]},\n  "b": true\n}\n' })
    expect(without('b')).toEqual({ ok: true, text: '{\n  "a": 1,\n  "pools": {"x": {}, "y" :[2]}\n}\n' })
    expect(without('pools', 'x')).toEqual({ ok: true, text: text.replace('"x": {}, ', '') })
    expect(removeJsonValue('{"pools": { "x": 1 }}', ['pools', 'x'])).toEqual({ ok: true, text: '{"pools": {}}' })
  })

  it('is nothing where there is none', () => {
    expect(removeJsonValue('{"a": 1}', ['b'])).toEqual({ ok: true, text: '{"a": 1}' })
    expect(removeJsonValue('{"a": 1}', ['a', 'b'])).toEqual({ ok: true, text: '{"a": 1}' })
    expect(removeJsonValue('{', ['a']).ok).toBe(false)
  })

  it('means the same as deleting it in the data, whatever the data and its layout', () => {
    const keys = fc.constantFrom('a', 'b', 'ü"\\', '')
    const data = fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(data, keys, fc.constantFrom(0, 2, '\t'), (object, key, indent) => {
        const edited = removeJsonValue(JSON.stringify(object, null, indent), [key])
        const expected = Object.entries(object).filter(([name]) => name !== key)
        expect(edited.ok && JSON.parse(edited.text)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(expected))))
      }),
    )
  })
})

describe('scanning', () => {
  it('takes exactly what JSON.parse takes, keys given twice apart', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\u00e9"',
      '"\\x"',
      '1',
      '-0.5e3',
      '01',
      'true',
      ' ',
      '/',
      "'",
    ]
    const piece = fc.constantFrom(...pieces)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece, { maxLength: 12 }).map((chosen) => chosen.join('')),
        ),
        (text) => {
          const scanned = scanJson(text)
          if (!scanned.ok && scanned.expected.startsWith('each key once')) return
          expect(scanned.ok).toBe(isJson(text))
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('ends at a depth that no config file has', () => {
    expect(scanJson('['.repeat(100_000))).toMatchObject({ ok: false, expected: 'at most 64 levels' })
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
