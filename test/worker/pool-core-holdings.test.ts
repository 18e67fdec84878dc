import { describe, expect, test } from 'vitest'
import { FORGOTTEN } from '../../src/runtimes/worker/rpc.ts'
import { ending, exampleCall, openPool } from './pool-bed.ts'

const naming = (name: string) => ({ call: exampleCall({ reaches: { names: [name], otherwise: 'strategy' } }) })

describe('what a call’s answer names', () => {
  test('is held by the account that answered, from the moment it is told, and after the object is started anew', () => {
    using pool = openPool()
    pool.open()
    const { id, step } = pool.open()
    expect(pool.nameOf(step)).toBe('key-2')
    expect(pool.core.held(id, ['container_1'])).toBeNull()
    for (let count = 0; count < 2; count += 1) expect(pool.nameOf(pool.open(naming('container_1')).step)).toBe('key-2')
    pool.write()
    pool.startAnew()
    expect(pool.nameOf(pool.open(naming('container_1')).step)).toBe('key-2')
  })

  test('may be told twice, after the end, and to an object that does not know the call', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.held(id, ['a'])
    pool.core.end(id, ending())
    expect(pool.core.held(id, ['a'])).toBeNull()
    expect(pool.core.held(id + 128, ['a'])).toBe(FORGOTTEN)
  })

  test('is asked for by Workers of before without a word of what they reach', () => {
    using pool = openPool()
    const { reaches: _reaches, learns: _learns, ...before } = exampleCall()
    expect(pool.nameOf(pool.open({ call: before as ReturnType<typeof exampleCall> }).step)).toBe('key-1')
  })
})
