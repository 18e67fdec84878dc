import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Conflict } from '../../src/admin/ports.ts'
import { StateUnavailable } from '../../src/model/state-unavailable.ts'
import type { Waits } from '../../src/runtimes/worker/ask-object.ts'
import { askObject } from '../../src/runtimes/worker/ask-object.ts'

/** What the platform tells of an error. */
interface Told {
  readonly retryable?: boolean
  readonly overloaded?: boolean
  readonly remote?: boolean
}

const TRIES = 4

function lost(told: Told, message = 'the object is gone'): Error {
  return Object.assign(new Error(message), told)
}

/** An object of which each question fails in turn, then answers the number of its stub. */
function failing(...errors: readonly unknown[]): { ask: (waits?: Waits) => Promise<number>; stubs: () => number } {
  let stubs = 0
  const ask = (waits?: Waits): Promise<number> =>
    askObject(
      () => (stubs += 1),
      (stub) => {
        const error = errors[stub - 1]
        return error === undefined ? Promise.resolve(stub) : Promise.reject(error)
      },
      waits,
    )
  return { ask, stubs: () => stubs }
}

describe('a Durable Object', () => {
  let logged: string[] = []
  beforeEach(() => {
    logged = []
    vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line))
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('is asked once where it answers', async () => {
    const { ask, stubs } = failing()
    expect(await ask()).toBe(1)
    expect(stubs()).toBe(1)
  })

  test.each([
    ['the platform says that it may be asked again', lost({ retryable: true })],
    ['the platform says so of an error of its own', lost({ retryable: true, remote: true })],
    ['the error is none of the object’s', lost({ remote: false })],
    ['nothing is said of the error', lost({})],
  ])('is asked again, of a new stub, where %s', async (_, error) => {
    const { ask, stubs } = failing(error, error)
    expect(await ask()).toBe(3)
    expect(stubs()).toBe(3)
    expect(logged).toEqual([])
  })

  test.each([
    ['overloaded', lost({ overloaded: true, retryable: true })],
    ['overloaded, whoever says so', lost({ overloaded: true, remote: true })],
    ['in error itself', lost({ remote: true })],
    ['in error itself, and not to be asked again', lost({ remote: true, retryable: false })],
    ['in an error that is none', 'a text'],
  ])('is not asked again where it is %s', async (_, error) => {
    const { ask, stubs } = failing(error)
    await expect(ask()).rejects.toBeInstanceOf(StateUnavailable)
    expect(stubs()).toBe(1)
  })

  test('that is gone for good is given up, and the log says why while the caller does not hear it', async () => {
    const error = lost({ retryable: true }, 'Internal error; reference = 42')
    const { ask, stubs } = failing(...Array.from({ length: 9 }, () => error))
    const refused: unknown = await ask().catch((reason: unknown) => reason)
    expect(refused).toBeInstanceOf(StateUnavailable)
    expect(String(refused)).not.toContain('reference = 42')
    expect(stubs()).toBe(TRIES)
    expect(logged.join('\n')).toContain('Internal error; reference = 42')
  })

  test('that is overloaded is asked again where nobody waits, for half a minute at the most', async () => {
    vi.useFakeTimers()
    const error = lost({ overloaded: true, remote: true })
    const passing = failing(...Array.from({ length: 9 }, () => error))
    const passed = passing.ask('nobody')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await passed).toBe(10)
    const lasting = failing(...Array.from({ length: 99 }, () => error))
    const refused = lasting.ask('nobody').catch((reason: unknown) => reason)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await refused).toBeInstanceOf(StateUnavailable)
    expect(lasting.stubs()).toBeLessThan(20)
    vi.useRealTimers()
  })

  test('that is in conflict is not asked again, and what it says is kept', async () => {
    const conflict = Object.assign(new Error('the last admin key cannot be deleted'), {
      name: 'Conflict',
      remote: true,
    })
    const { ask, stubs } = failing(conflict)
    const refused: unknown = await ask().catch((reason: unknown) => reason)
    expect(refused).toBeInstanceOf(Conflict)
    expect(refused).toMatchObject({ message: 'the last admin key cannot be deleted' })
    expect(stubs()).toBe(1)
  })
})
