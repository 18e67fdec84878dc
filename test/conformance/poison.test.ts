import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/demo/step.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §6, "Poison" and "Storms". */
const KEYS = [1, 2, 3] as const
const NAMES = ['key-1', 'key-2', 'key-3']

async function serve(stage: Stage, times: number): Promise<readonly string[]> {
  const accounts: string[] = []
  for (let count = 0; count < times; count += 1) {
    const told = await stage.message()
    expect(told.status).toBe(200)
    accounts.push(told.account)
  }
  return accounts
}

/** Whoever is asked next answers so, and so does everybody that it is sent on to. */
async function askPoison(stage: Stage, step: Step): Promise<{ status: number; attempts: number }> {
  for (const key of KEYS) stage.script(key, step)
  const { status, attempts } = await stage.message()
  return { status, attempts }
}

describe('a poison call', () => {
  test.each<[string, Step, number]>([
    ['a 429 without an end', { kind: 'limit' }, 429],
    ['500', { kind: 'fail', status: 500 }, 500],
    ['403', { kind: 'forbid' }, 403],
  ])('that fails everywhere alike benches nobody, however often it comes: %s', async (_, step, status) => {
    await using stage = await openStage({ anthropic: 3, strategy: 'round-robin' })
    await serve(stage, 6)
    for (let round = 0; round < 7; round += 1) {
      expect(await askPoison(stage, step)).toEqual({ status, attempts: 3 })
      expect(new Set(await serve(stage, 6))).toEqual(new Set(NAMES))
    }
  })

  test.each(['session', 'headroom'])('moves no session, and teaches no limit, with %s', async (strategy) => {
    await using stage = await openStage({ anthropic: 3, strategy })
    const [holder] = await serve(stage, 15)
    for (let round = 0; round < 3; round += 1) {
      expect(await askPoison(stage, { kind: 'limit' })).toEqual({ status: 429, attempts: 3 })
      expect(await serve(stage, 3)).toEqual([holder, holder, holder])
    }
  })

  test('is told from a pool that is down: the next call is not sent to accounts that have failed for both', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'round-robin' })
    await serve(stage, 6)
    for (const key of KEYS) stage.always(key, { kind: 'limit' })
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 3 })
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 3 })
    expect(await stage.message()).toMatchObject({ status: 429, error: 'pool_cooling' })
  })
})

describe('a storm of 529s', () => {
  test('is met by one attempt of each call, and passed on as it came, until an account serves again', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'round-robin' })
    await serve(stage, 6)
    for (const key of KEYS) stage.always(key, { kind: 'overload' })
    expect(await stage.message()).toMatchObject({ status: 529, attempts: 3 })
    for (let count = 0; count < 6; count += 1) {
      expect(await stage.message()).toMatchObject({ status: 529, attempts: 1, error: '' })
    }
    for (const key of KEYS) stage.always(key, { kind: 'ok' })
    await serve(stage, 3)
    stage.always(1, { kind: 'overload' })
    await serve(stage, 6)
  })
})
