import { describe, expect, test } from 'vitest'
import { exampleAttempt, exampleRow } from '../../test/contracts/example-row.ts'
import type { AnalyticsSums } from '../model/analytics.ts'
import type { TimeStretch } from '../model/ledger-queries.ts'
import { WHOLE } from '../model/unreached.ts'
import { account, createFixture, NOW } from './control-fixture.ts'
import { NO_SUMS } from './ledger-fixture.ts'
import { overviewBody } from './overview-contract.ts'

/** A gateway in a zone whose ledger answers so. */
function createLedger(timeZone: string, sums: Partial<AnalyticsSums> = {}) {
  const asked: TimeStretch[] = []
  const plain = createFixture()
  const fixture = createFixture({
    deps: {
      settings: () => ({ ...plain.deps.settings(), timeZone }),
      ledger: {
        ...plain.deps.ledger,
        sums: async (stretch) => {
          asked.push(stretch)
          return { ...NO_SUMS, ...sums, ...WHOLE }
        },
      },
    },
  })
  const read = async () => overviewBody.parse(await (await fixture.send('/api/overview')).json())
  return { ...fixture, asked, read }
}

const at = (text: string): number => Date.parse(text)

describe('today', () => {
  test('is asked of from midnight up to the end of the hour that is under way', async () => {
    const { asked, read, clock } = createLedger('America/New_York')
    clock.now = at('2026-11-26T12:34:56Z')
    expect((await read()).today.since).toBe(at('2026-11-26T05:00:00Z'))
    expect(asked).toEqual([{ from: at('2026-11-26T05:00Z'), to: at('2026-11-26T13:00Z') }])
  })

  test('begins within an hour where midnight is on none', async () => {
    const { asked, read, clock } = createLedger('Asia/Kolkata')
    clock.now = at('2026-11-26T18:40:00Z')
    expect((await read()).today.since).toBe(at('2026-11-26T18:30:00Z'))
    expect(asked).toEqual([{ from: at('2026-11-26T18:30Z'), to: at('2026-11-26T19:00Z') }])
  })

  test('is as long as the day is where clocks change', async () => {
    const { read, clock } = createLedger('Europe/Berlin')
    clock.now = at('2026-10-25T22:59:00Z')
    expect((await read()).today.since).toBe(at('2026-10-24T22:00:00Z'))
  })

  test('is asked at most every 5 s, however many ask', async () => {
    const { asked, read, clock } = createLedger('UTC')
    await Promise.all([read(), read(), read()])
    clock.now += 4_999
    await Promise.all([read(), read()])
    expect(asked).toHaveLength(1)
    clock.now += 1
    await Promise.all([read(), read()])
    expect(asked).toHaveLength(2)
    clock.now -= 3_600_000
    await read()
    expect(asked).toHaveLength(3)
  })

  test('adds up prompts of every kind, and counts a stream that was cut as failed', async () => {
    const { read } = createLedger('UTC', {
      requests: 10,
      failed: 3,
      cut: 1,
      gone: 1,
      failovers: 2,
      input: 140,
      cacheRead: 40,
      cacheWrite: 20,
      output: 10,
      cost: 0.5,
      unpriced: 2,
    })
    expect((await read()).today).toEqual({
      since: Math.floor(NOW / 86_400_000) * 86_400_000,
      requests: 10,
      failed: 4,
      failovers: 2,
      inputTokens: 200,
      outputTokens: 10,
      cacheReadShare: 0.2,
      cost: 0.5,
      unpriced: 2,
    })
  })
})

describe('the last minute', () => {
  test('leaves callers who left out of the success rate', async () => {
    const fixture = createFixture()
    await fixture.send('/api/overview')
    fixture.clock.now += 20_000
    fixture.finish(
      exampleRow(1),
      exampleRow(2, { end: 'cut' }),
      exampleRow(3, { end: 'failed' }),
      exampleRow(4),
      exampleRow(5, { end: 'gone' }),
    )
    const { live } = overviewBody.parse(await (await fixture.send('/api/overview')).json())
    expect(live).toMatchObject({ requests: 5, successRate: 0.5, windowMs: 20_000, requestsPerSecond: 0.25 })
    expect(live.outputTokensPerSecond).toBe(50)
  })

  test('shows the 20 accounts with the largest share, and what is left to the rest', async () => {
    const accounts = Array.from({ length: 30 }, (_, index) => account(`key-${index}`))
    const fixture = createFixture({ accounts })
    // The n-th account has n attempts.
    const attempts = accounts.flatMap(({ id }, index) =>
      Array.from({ length: index }, () => exampleAttempt({ accountId: id })),
    )
    fixture.finish(exampleRow(1, { attempts }))
    const { pools } = overviewBody.parse(await (await fixture.send('/api/overview')).json())
    const lb = pools.find(({ name }) => name === 'lb')
    expect(lb?.accounts.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, index) => `key-${29 - index}`))
    expect(lb?.accounts[0]).toMatchObject({ attempts: 29, share: 29 / 435 })
    expect(lb?.others).toEqual({ accounts: 10, share: 45 / 435 })
  })

  test('shows a large pool that nobody asks in its own order', async () => {
    const accounts = Array.from({ length: 25 }, (_, index) => account(`key-${index}`))
    const fixture = createFixture({ accounts })
    const { pools } = overviewBody.parse(await (await fixture.send('/api/overview')).json())
    const lb = pools.find(({ name }) => name === 'lb')
    expect([lb?.accounts.length, lb?.accounts[0]?.name, lb?.accounts[0]?.share]).toEqual([20, 'key-0', 0])
    expect(lb?.others).toEqual({ accounts: 5, share: 0 })
  })
})

test('attention is told as it comes, 100 at the most', async () => {
  const row = {
    kind: 'disabled',
    level: 'warning',
    text: 'Look.',
    pool: 'lb',
    account: null,
    accountId: null,
    since: NOW,
    until: null,
  } as const
  const rows = Array.from({ length: 120 }, (_, id) => ({ ...row, id: String(id) }))
  const { send } = createFixture({ deps: { attention: () => rows } })
  const { attention } = overviewBody.parse(await (await send('/api/overview')).json())
  expect(attention).toEqual(rows.slice(0, 100))
})
