import { describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { of, openHeadroom, refusals, saying, turn } from '../harness/headroom-stage.ts'
import { getJson, openStage, toCanary } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §5, strategy `headroom`: where calls go. */

/** So many turns of a conversation: each sends all that was said before, and a little more. */
function historyOf(first: string, turns: number): object {
  const messages = [{ role: 'user', content: first }]
  for (let count = 1; count < turns; count += 1) {
    messages.push({ role: 'assistant', content: `answer ${count}` }, { role: 'user', content: `question ${count}` })
  }
  return { messages }
}

/** Accounts that have all been asked once, so that their limits are known. */
async function getToKnow(stage: Stage): Promise<void> {
  for (const key of stage.keys) await turn(stage, `first of ${key}`)
  expect(stage.hits()).toEqual(stage.keys.map(() => 1))
}

describe('a conversation', () => {
  test.each([
    ['x-claude-code-session-id', (name: string) => ({ headers: ['x-claude-code-session-id', name], extra: {} })],
    ['metadata.user_id', (name: string) => ({ headers: [], extra: { metadata: { user_id: name } } })],
    ['the fixed head of its prompt', (name: string) => ({ headers: [], extra: { system: `You are ${name}.` } })],
  ])('stays with its account while that has room, known by %s; others begin elsewhere', async (_, name) => {
    await using stage = await openHeadroom({ anthropic: 3 })
    const homes = new Map<string, string>()
    for (let turns = 1; turns <= 5; turns += 1) {
      for (const conversation of ['a', 'b', 'c']) {
        const { headers, extra } = name(conversation)
        const { status, account } = await stage.message({ ...historyOf('Begin', turns), ...extra }, { headers })
        expect(status).toBe(200)
        if (turns === 1) homes.set(conversation, account)
        else expect(account).toBe(homes.get(conversation))
      }
    }
    expect(new Set(homes.values()).size).toBe(3)
    expect(stage.hits()).toEqual([5, 5, 5])
  })

  test('begins where there is most room', async () => {
    await using stage = await openHeadroom({ anthropic: 3 })
    stage.always(1, saying({ requests: [100, 30] }))
    stage.always(2, saying({ requests: [100, 80] }))
    stage.always(3, saying({ requests: [100, 55] }))
    await getToKnow(stage)
    for (const name of ['a', 'b', 'c']) expect((await turn(stage, name)).account).toBe('key-2')
  })

  test('leaves an account without room for the one with most, once, and stays there', async () => {
    await using stage = await openHeadroom({ anthropic: 3, config: { max_hold_ms: 0 } })
    stage.always(1, saying({ requests: [100, 60] }))
    stage.always(2, saying({ requests: [100, 70] }))
    stage.always(3, saying({ requests: [100, 90] }))
    await getToKnow(stage)
    expect((await turn(stage, 'a')).account).toBe('key-3')
    stage.always(3, saying({ requests: [100, 0] }))
    expect((await turn(stage, 'a', historyOf('Go on', 2))).account).toBe('key-3')
    expect((await turn(stage, 'a', historyOf('Go on', 3))).account).toBe('key-2')
    stage.always(2, saying({ requests: [100, 40] }))
    for (const turns of [4, 5, 6]) expect((await turn(stage, 'a', historyOf('Go on', turns))).account).toBe('key-2')
  })
})

describe('limits that headers tell of', () => {
  test('are honoured before they are met', async () => {
    await using stage = await openHeadroom({ anthropic: 2 })
    stage.always(1, saying({ input: [50_000, 1_000], output: [10_000, 9_000] }))
    await getToKnow(stage)
    const long = { messages: [{ role: 'user', content: 'a word '.repeat(2_000) }] }
    for (let count = 0; count < 8; count += 1) expect((await turn(stage, `c${count}`, long)).account).toBe('key-2')
    expect(stage.hits()).toEqual([1, 9])
  })

  test('are not met by a run of calls that fits into them', async () => {
    await using stage = await openHeadroom({ anthropic: 3 })
    for (const key of stage.keys) stage.provider.on(key).limits({ requests: 30, input: 30_000, output: 10_000 })
    const run = async (caller: number) => {
      for (let count = 0; count < 11; count += 1) {
        expect((await stage.message({}, of(`${caller}.${count}`))).status).toBe(200)
      }
    }
    await Promise.all([1, 2, 3, 4, 5, 6].map(run))
    expect(refusals(stage)).toBe(0)
    expect(Math.max(...stage.hits()) - Math.min(...stage.hits())).toBeLessThanOrEqual(8)
  })

  test('are those of a family of models: where opus is used up, sonnet goes on', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    const opus = { model: 'claude-opus-5' }
    // So few a minute that none of them comes back while the test runs.
    stage.script(1, saying({ requests: [4, 0] }), saying({ requests: [50, 40] }))
    expect((await turn(stage, 'a', opus)).status).toBe(200)
    expect(await turn(stage, 'a', opus)).toMatchObject({ status: 429, error: 'pool_cooling' })
    expect(await turn(stage, 'a')).toMatchObject({ status: 200, account: 'key-1' })
    expect(await turn(stage, 'a', opus)).toMatchObject({ status: 429, error: 'pool_cooling' })
    expect(stage.hits()).toEqual([2])
  })

  test('are shared by the accounts of one organisation', async () => {
    await using stage = await openHeadroom({ anthropic: 3 })
    for (const key of [1, 2])
      stage.provider.on(stage.keys[key - 1] ?? '').limits({ requests: 12, organization: 'acme' })
    stage.provider.on(stage.keys[2] ?? '').limits({ requests: 100 })
    await getToKnow(stage)
    for (let count = 0; count < 20; count += 1) expect((await turn(stage, `c${count}`)).status).toBe(200)
    const [first = 0, second = 0] = stage.hits()
    expect(refusals(stage)).toBe(0)
    expect(first + second).toBeLessThanOrEqual(12)
  })

  test('are shared by the accounts of one quota_group, whatever the vendor says', async () => {
    const accounts = [1, 2, 3].map((number) => ({
      name: `key-${number}`,
      pool: 'lb',
      api_key: toCanary('anthropic', number),
      ...(number === 3 ? {} : { quota_group: 'ours' }),
    }))
    await using stage = await openHeadroom({ config: { accounts } })
    for (const number of [1, 2]) {
      const organization = `org-${number}`
      stage.provider.on(toCanary('anthropic', number)).otherwise(saying({ organization, requests: [50, 0] }))
    }
    const accountsAsked = []
    for (let count = 0; count < 6; count += 1) accountsAsked.push((await turn(stage, `c${count}`)).account)
    expect(accountsAsked).toEqual(['key-1', 'key-3', 'key-3', 'key-3', 'key-3', 'key-3'])
  })
})

describe('what is known', () => {
  test('of limits and conversations survives a restart', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 3, home: files.folder, vendorPort: await findFreePort() }
    let home = ''
    {
      await using stage = await openHeadroom(plan)
      stage.always(1, saying({ requests: [20, 0] }))
      await getToKnow(stage)
      home = (await turn(stage, 'a', historyOf('Begin', 1))).account
      await stage.gateway.stop()
    }
    await using stage = await openHeadroom(plan)
    expect(['key-2', 'key-3']).toContain(home)
    for (const name of ['b', 'c', 'd', 'e']) expect((await turn(stage, name)).account).not.toBe('key-1')
    expect((await turn(stage, 'a', historyOf('Begin', 2))).account).toBe(home)
    expect((await turn(stage, 'a', historyOf('Begin', 3))).account).toBe(home)
  })
})

test('the strategy is set over the API, for the next call, and read again', async () => {
  await using stage = await openStage({ anthropic: 2, config: { max_hold_ms: 0 } })
  for (const key of [1, 2]) stage.always(key, saying({ requests: [4, 0] }))
  for (let count = 0; count < 4; count += 1) expect((await turn(stage, 'a')).status).toBe(200)
  const url = `${stage.gateway.url}/api/pools/lb`
  const changed = await askJson(url, { strategy: 'headroom' }, { method: 'PATCH' })
  expect(changed.status).toBe(200)
  expect(await getJson(url)).toMatchObject({ strategy: 'headroom' })
  expect(await stage.message()).toMatchObject({ status: 429, error: 'pool_cooling' })
  expect(stage.hits()).toEqual([2, 2])
})
