import { describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §5: the strategies that share traffic out. */
async function askTimes(stage: Stage, times: number): Promise<readonly string[]> {
  const accounts: string[] = []
  for (let count = 0; count < times; count += 1) accounts.push((await stage.message()).account)
  return accounts
}

function countIn(accounts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const account of accounts) counts[account] = (counts[account] ?? 0) + 1
  return counts
}

describe('round-robin', () => {
  test('evenly: over any run of requests two counts differ by at most 1', async () => {
    await using stage = await openStage({ anthropic: 4, strategy: 'round-robin' })
    const accounts = await askTimes(stage, 30)
    for (let from = 0; from < accounts.length; from += 1) {
      for (let to = from + 4; to <= accounts.length; to += 1) {
        const counts = Object.values(countIn(accounts.slice(from, to)))
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }
    }
    expect(accounts.slice(0, 4)).toEqual(['key-1', 'key-2', 'key-3', 'key-4'])
  })

  test('evenly also where requests run side by side', async () => {
    await using stage = await openStage({ anthropic: 4, strategy: 'round-robin' })
    for (const key of [1, 2, 3, 4]) stage.always(key, { kind: 'ok', headAfterMs: 100 })
    await Promise.all(Array.from({ length: 40 }, () => stage.message()))
    expect(stage.hits()).toEqual([10, 10, 10, 10])
  })

  test('every attempt takes a turn, so a failover leaves the rotation even', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'round-robin' })
    stage.script(1, { kind: 'overload' })
    expect(await askTimes(stage, 5)).toEqual(['key-2', 'key-3', 'key-1', 'key-2', 'key-3'])
  })

  test('the turn is of the able account: other protocols do not take it away', async () => {
    await using stage = await openStage({ anthropic: 2, gemini: 3, strategy: 'round-robin' })
    expect(countIn(await askTimes(stage, 10))).toEqual({ 'key-1': 5, 'key-2': 5 })
  })

  test('an account that comes back joins the rotation; it is not flooded to catch up', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'round-robin' })
    await changeAccount(stage, 'key-2', 'pause')
    expect(countIn(await askTimes(stage, 20))).toEqual({ 'key-1': 10, 'key-3': 10 })
    await changeAccount(stage, 'key-2', 'resume')
    const after = await askTimes(stage, 9)
    expect(countIn(after)).toEqual({ 'key-1': 3, 'key-2': 3, 'key-3': 3 })
    expect(after.join(' ')).not.toContain('key-2 key-2')
  })
})

describe('weighted', () => {
  test('over every run of sum(weights) requests each account gets exactly its weight', async () => {
    await using stage = await openStage({ anthropic: 3, weights: [5, 2, 1], strategy: 'weighted' })
    const accounts = await askTimes(stage, 40)
    for (let from = 0; from + 8 <= accounts.length; from += 8) {
      expect(countIn(accounts.slice(from, from + 8))).toEqual({ 'key-1': 5, 'key-2': 2, 'key-3': 1 })
    }
  })

  test('spread out, not in bursts', async () => {
    await using stage = await openStage({ anthropic: 2, weights: [3, 3], strategy: 'weighted' })
    const accounts = await askTimes(stage, 12)
    expect(accounts.slice(1).every((account, index) => account !== accounts[index])).toBe(true)
  })

  test('side by side it is as exact', async () => {
    await using stage = await openStage({ anthropic: 3, weights: [5, 3, 2], strategy: 'weighted' })
    for (const key of [1, 2, 3]) stage.always(key, { kind: 'ok', headAfterMs: 100 })
    await Promise.all(Array.from({ length: 40 }, () => stage.message()))
    expect(stage.hits()).toEqual([20, 12, 8])
  })
})

describe('time-window', () => {
  test('prefers accounts unused for the window, then those with the fewest turns within it', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'time-window' })
    expect(await askTimes(stage, 3)).toEqual(['key-1', 'key-2', 'key-3'])
    expect(countIn(await askTimes(stage, 9))).toEqual({ 'key-1': 3, 'key-2': 3, 'key-3': 3 })
  })

  test('an account that has had fewer turns within the window goes first', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'time-window' })
    await changeAccount(stage, 'key-2', 'pause')
    await askTimes(stage, 4)
    await changeAccount(stage, 'key-2', 'resume')
    expect(await askTimes(stage, 5)).toEqual(['key-2', 'key-2', 'key-2', 'key-2', 'key-1'])
  })
})
