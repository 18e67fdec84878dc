import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOver, supersede } from './lay-over.ts'

describe('changes after others', () => {
  it('go with all that was set below what they set, and leave the rest', () => {
    const before = [
      ['pools.batch', {}],
      ['pools.batch.strategy', 'weighted'],
      ['pools.batch-2.strategy', 'session'],
      ['time_zone', 'UTC'],
    ] as const
    expect(supersede(before, [['pools.batch', null]])).toEqual([
      ['pools.batch-2.strategy', 'session'],
      ['time_zone', 'UTC'],
      ['pools.batch', null],
    ])
    expect(supersede([['a', {}]], [['a.b', 1]])).toEqual([
      ['a', {}],
      ['a.b', 1],
    ])
  })
})

describe('changes laid over a configuration', () => {
  it('replace the values of their keys and leave every other byte', () => {
    const text = '{\n  "mine":  [1,2 ],\n  "lb_strategy" : "session"\n}\n'
    expect(layOver(text, [['lb_strategy', 'weighted']])).toBe(text.replace('"session"', '"weighted"'))
    expect(layOver(text, [])).toBe(text)
  })

  it('make the sections that their dotted keys name', () => {
    const text = layOver('{}', [
      ['pools.batch.strategy', 'weighted'],
      ['pools.batch.window_size', 3],
      ['load_balancer.window_size', 10],
    ])
    expect(JSON.parse(text)).toEqual({
      pools: { batch: { strategy: 'weighted', window_size: 3 } },
      load_balancer: { window_size: 10 },
    })
  })

  it('are laid one over the other: of a key that comes twice the last counts', () => {
    const text = layOver('{"a": 0}', [
      ['a', 1],
      ['a', { b: 2 }],
      ['a.b', 3],
    ])
    expect(JSON.parse(text)).toEqual({ a: { b: 3 } })
  })

  it('leave out what leads through a value that is no section, and go on with the rest', () => {
    const text = layOver('{"pools": "none", "a": [1]}', [
      ['pools.batch.strategy', 'weighted'],
      ['a.0', 2],
      ['b', true],
    ])
    expect(JSON.parse(text)).toEqual({ pools: 'none', a: [1], b: true })
  })

  it.each(['', '{', 'lb_strategy: session', '{"a": 1,}', '[]', '"text"', 'null'])(
    'leave a text that is no JSON object as it is, to be refused where it is read: %j',
    (text) => expect(layOver(text, [['a', 1]])).toBe(text),
  )

  it('may be of any JSON', () => {
    const key = fc.stringMatching(/^[a-z_]{1,5}$/)
    const changes = fc.uniqueArray(fc.tuple(key, fc.jsonValue()), { selector: ([name]) => name, maxLength: 6 })
    const property = fc.property(changes, fc.constantFrom('{}', '{"z":0}', '{\r\n  "z": 0\r\n}'), (list, text) => {
      const before: unknown = JSON.parse(text)
      const expected = Object.assign({}, before, JSON.parse(JSON.stringify(Object.fromEntries(list))))
      expect(JSON.parse(layOver(text, list))).toEqual(expected)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
