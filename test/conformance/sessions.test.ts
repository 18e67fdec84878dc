import { describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { askIn } from '../harness/calls.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { toItems } from '../harness/json.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §5: `session`. */
async function accountsOf(stage: Stage, times: number): Promise<readonly string[]> {
  const accounts: string[] = []
  for (let count = 0; count < times; count += 1) accounts.push((await stage.message()).account)
  return accounts
}

describe('session', () => {
  test('one account keeps the traffic', async () => {
    await using stage = await openStage({ anthropic: 3, strategy: 'session' })
    expect(new Set(await accountsOf(stage, 8))).toEqual(new Set(['key-1']))
  })

  test("it keeps it for the session's length, then the one unused the longest starts one", async () => {
    await using stage = await openStage({
      anthropic: 3,
      strategy: 'session',
      env: { SESSION_DURATION_MS: '1500' },
    })
    for (const key of [1, 2, 3]) stage.always(key, { kind: 'ok', headAfterMs: 25 })
    const sentAt: number[] = []
    const begins: number[] = []
    while (begins.length < 4) {
      sentAt.push(performance.timeOrigin + performance.now())
      await stage.message()
      const received = stage.provider.received()
      if (received.at(-1)?.key !== received.at(-2)?.key) begins.push(received.length - 1)
    }
    const received = stage.provider.received()
    const [first, second, third] = stage.keys
    expect(begins.map((index) => received[index]?.key)).toEqual([first, second, third, first])
    // Each was chosen between its sending and its arrival. That a session ends at exactly its age is shown in virtual time.
    for (const [number, begin] of begins.slice(0, 3).entries()) {
      const next = begins[number + 1] ?? 0
      expect(age(received[next]?.at, sentAt[begin])).toBeGreaterThanOrEqual(1_498)
      expect(age(sentAt[next - 1], received[begin]?.at)).toBeLessThan(1_502)
    }
  })

  test('the lowest priority number starts it', async () => {
    const accounts = [3, 1, 2].map((priority) => ({
      name: `p${priority}`,
      pool: 'lb',
      provider: 'anthropic',
      api_key: `canary-of-priority-${priority}`,
      priority,
    }))
    await using stage = await openStage({ strategy: 'session', config: { accounts } })
    expect(await accountsOf(stage, 3)).toEqual(['p1', 'p1', 'p1'])
  })

  test('an account loses its session when it cools; its successor keeps it after the first recovers', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'session' })
    stage.script(1, { kind: 'ok' }, { kind: 'limit', retryAfter: '1' })
    expect(await accountsOf(stage, 3)).toEqual(['key-1', 'key-2', 'key-2'])
    await expect.poll(() => isServing(stage, 'key-1'), { timeout: 30_000 }).toBe(true)
    expect(await accountsOf(stage, 3)).toEqual(['key-2', 'key-2', 'key-2'])
  })

  test('an account loses its session when it is paused, for good', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'session' })
    expect(await accountsOf(stage, 1)).toEqual(['key-1'])
    await changeAccount(stage, 'key-1', 'pause')
    expect(await accountsOf(stage, 1)).toEqual(['key-2'])
    await changeAccount(stage, 'key-1', 'resume')
    expect(await accountsOf(stage, 2)).toEqual(['key-2', 'key-2'])
  })

  test('one failed request moves no session', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'session' })
    stage.script(1, { kind: 'ok' }, { kind: 'fail', status: 500 }, { kind: 'overload' })
    expect(await accountsOf(stage, 5)).toEqual(['key-1', 'key-2', 'key-2', 'key-1', 'key-1'])
  })

  test('a cooldown of one model moves that model only', async () => {
    await using stage = await openStage({ gemini: 2, strategy: 'session' })
    stage.script(1, { kind: 'ok' }, { kind: 'limit', quota: 'minute', retryDelay: '60s' })
    const told = [await askIn('generateContent', stage.lb), await askIn('generateContent', stage.lb)]
    expect(told.map(({ account }) => account)).toEqual(['key-1', 'key-2'])
    const other = await askJson(`${stage.lb}/v1beta/models/gemini-3.7-pro:generateContent`, {})
    expect(other.account).toBe('key-1')
  })

  test('sessions survive a restart', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 2, strategy: 'session', home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await openStage(plan)
      await changeAccount(stage, 'key-1', 'pause')
      expect(await accountsOf(stage, 1)).toEqual(['key-2'])
      await changeAccount(stage, 'key-1', 'resume')
      await stage.gateway.stop()
    }
    await using stage = await openStage(plan)
    expect(await accountsOf(stage, 2)).toEqual(['key-2', 'key-2'])
  })
})

describe('session_scope', () => {
  test('conversation: each conversation has its own, known by its header, its user or its head', async () => {
    await using stage = await openStage({
      anthropic: 2,
      strategy: 'session',
      config: { session_scope: 'conversation' },
    })
    const told = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => stage.message({}, { headers: ['x-claude-code-session-id', id] })),
    )
    const accounts = told.map(({ account }) => account)
    expect(new Set(accounts).size).toBe(2)
    for (const [index, id] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      const again = await stage.message({}, { headers: ['x-claude-code-session-id', id] })
      expect(again.account).toBe(accounts[index])
    }
  })
})

function age(at: number | undefined, since: number | undefined): number {
  return (at ?? Number.NaN) - (since ?? Number.NaN)
}

async function isServing(stage: Stage, name: string): Promise<boolean> {
  const told = await ask(`${stage.gateway.url}/api/accounts`)
  return toItems(told.text).some((item) => item['name'] === name && item['state'] === 'serving')
}
