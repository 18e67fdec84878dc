import { describe, expect, test } from 'vitest'
import { StateUnavailable } from '../../src/model/state-unavailable.ts'
import { askEach } from '../../src/runtimes/worker/ask-each.ts'
import type { AskPool } from '../../src/runtimes/worker/ask-object.ts'
import type { PoolRpc } from '../../src/runtimes/worker/rpc.ts'
import { createVirtualClock } from '../harness/virtual-clock.ts'

const ANSWERING: AskPool = (ask) => ask({} as PoolRpc)
const SILENT: AskPool = () => new Promise(() => {})
const BROKEN: AskPool = () => Promise.reject(new StateUnavailable('The pool does not answer.'))

function asking(pools: Readonly<Record<string, AskPool>>) {
  const clock = createVirtualClock()
  const waits: number[] = []
  let live = 0
  const told = askEach(
    () => new Map(Object.entries(pools)),
    async (_, name) => `what ${name} knows`,
    (ms, callback) => {
      waits.push(ms)
      live += 1
      const stop = clock.after(ms, callback)
      return () => {
        live -= 1
        stop()
      }
    },
  )
  return { clock, told, waits, live: () => live }
}

describe('pools that are asked together', () => {
  test('tell each by its name, and nobody is waited for afterwards', async () => {
    const { told, live } = asking({ lb: ANSWERING, accounts: ANSWERING })
    expect(await told).toEqual({
      told: [
        ['lb', 'what lb knows'],
        ['accounts', 'what accounts knows'],
      ],
      unreachable: [],
    })
    expect(live()).toBe(0)
  })

  test('do not wait for one that says nothing longer than two seconds after the first of them', async () => {
    const { clock, told, waits, live } = asking({ quiet: SILENT, lb: ANSWERING })
    await expect.poll(() => waits).toEqual([10_000, 2_000])
    clock.advance(2_000)
    expect(await told).toEqual({ told: [['lb', 'what lb knows']], unreachable: ['quiet'] })
    expect(live()).toBe(0)
  })

  test('of which none can be reached are an error', async () => {
    await expect(asking({ lb: BROKEN, accounts: BROKEN }).told).rejects.toThrow('The pool does not answer.')
  })

  test('of which none says anything are an error after ten seconds', async () => {
    const { clock, told } = asking({ lb: SILENT, accounts: BROKEN })
    clock.advance(10_000)
    await expect(told).rejects.toThrow(StateUnavailable)
  })
})

test('a bug of one is a bug', async () => {
  await expect(asking({ lb: () => Promise.reject(new TypeError('oops')), accounts: ANSWERING }).told).rejects.toThrow(
    TypeError,
  )
})
