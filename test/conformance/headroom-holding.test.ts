import { describe, expect, test } from 'vitest'
import type { Told } from '../harness/ask.ts'
import { expectLeftOf } from '../harness/cooling.ts'
import { of, openHeadroom, refusals, saying, traceOf, turn } from '../harness/headroom-stage.ts'
import { pick } from '../harness/json.ts'
import { getJson } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §5, strategy `headroom`: calls that nobody has room for just now. */

/** Ten calls come back each second; with so many left there is room for one, of a conversation that is known, half a second later. */
const HALF_A_SECOND = { requests: [600, 20] } as const
/** Four seconds later, and for another one two seconds after that. */
const FOUR_SECONDS = { requests: [30, 0] } as const
/** More than half a second later, and for another one every 200 ms. */
const FIVE_A_SECOND = { requests: [300, 10] } as const
/** Six seconds later: long enough to ask in the meantime, on a machine that is busy, too. */
const SIX_SECONDS = { requests: [15, 0] } as const

/** Conversation `a` is known to the one account of the pool, which now has as much left as `told` says. */
async function fill(stage: Stage, told: Parameters<typeof saying>[0]): Promise<void> {
  stage.script(1, saying(told))
  stage.always(1, { kind: 'ok', limitHeaders: [] })
  expect((await turn(stage, 'a')).status).toBe(200)
}

/** So many calls, that of `fill` among them, have come as far as the pool: the vendor has them, or they wait. */
async function arrived({ gateway, provider }: Stage, count: number): Promise<void> {
  const countArrived = async () => {
    // In this order, so that one that goes on in between is not counted twice.
    const sent = provider.received().length
    return sent + Number(pick(await getJson(`${gateway.url}/api/pools/lb`), 'waiting'))
  }
  await expect.poll(countArrived).toBeGreaterThanOrEqual(count)
}

/** Bodies tell calls apart; they are of one length, so that all of them go on with the same conversation. */
const named = (name: string) => ({ metadata: { user_id: name } })

/** What the vendor received, by the names of the calls. */
function received({ provider }: Stage): readonly (string | undefined)[] {
  return provider.received().map(({ body }) => /"user_id":"(.*?)"/.exec(body)?.[1])
}

/** Ms between the answer to the first call and the arrival of the one after it. */
function gapOf({ provider }: Stage): number {
  const [first, second] = provider.received()
  return (second?.at ?? 0) - (first?.answeredAt ?? 0)
}

describe('a call that nobody has room for', () => {
  test('waits where somebody will have room in time, and is answered then', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    await fill(stage, HALF_A_SECOND)
    expect(await turn(stage, 'a')).toMatchObject({ status: 200, account: 'key-1', attempts: 1 })
    expect(gapOf(stage)).toBeGreaterThan(300)
    expect(refusals(stage)).toBe(0)
  })

  test('waits behind those that came before it', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    await fill(stage, FIVE_A_SECOND)
    const calls: Promise<Told>[] = []
    const names = ['first', 'other', 'third', 'later']
    for (const name of names) {
      calls.push(stage.message(named(name), of('a')))
      await arrived(stage, 1 + calls.length)
    }
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(received(stage)).toEqual([undefined, ...names])
    const all = stage.provider.received()
    expect((all.at(-1)?.at ?? 0) - (all[0]?.answeredAt ?? 0)).toBeGreaterThan(900)
  })

  test.each([
    ['max_hold_ms is 0', 0, SIX_SECONDS],
    ['it would wait longer than max_hold_ms', 1_000, SIX_SECONDS],
  ])('is told at once when to come back where %s, and is served then', async (_, max_hold_ms, told) => {
    await using stage = await openHeadroom({ anthropic: 1, config: { max_hold_ms } })
    await fill(stage, told)
    const refused = await stage.message({}, of('a'))
    const heardAt = Date.now()
    expect(refused).toMatchObject({ status: 429, error: 'pool_cooling', attempts: 0 })
    expect(stage.hits()).toEqual([1])
    const waitMs = Number(refused.headers['retry-after']) * 1_000
    expect(waitMs).toBeLessThanOrEqual(10_000)
    let late = 0
    const askAgain = async () => {
      const isTime = Date.now() - heardAt >= waitMs
      const { status } = await stage.message({}, of('a'))
      if (isTime && status !== 200) late += 1
      return status
    }
    await expect.poll(askAgain, { timeout: 30_000, interval: 50 }).toBe(200)
    expect(late).toBe(0)
    expect(stage.hits()).toEqual([2])
  })

  test('is not sent to a vendor where its caller has left, and takes nobody’s place', async () => {
    await using stage = await openHeadroom({ anthropic: 1, config: { max_hold_ms: 20_000 } })
    await fill(stage, FOUR_SECONDS)
    const leaving = new AbortController()
    const gone = stage.message(named('first'), of('a', { signal: leaving.signal }))
    await arrived(stage, 2)
    const stays = stage.message(named('other'), of('a'))
    await arrived(stage, 3)
    leaving.abort()
    await expect(gone).rejects.toThrow()
    expect(await stays).toMatchObject({ status: 200 })
    expect(received(stage)).toEqual([undefined, 'other'])
    expect(await turn(stage, 'a', named('third'))).toMatchObject({ status: 200 })
    expect(received(stage)).toEqual([undefined, 'other', 'third'])
    const ends = async () => {
      const items = pick(await getJson(`${stage.gateway.url}/api/requests`), 'items')
      return Array.isArray(items) ? items.map((row) => pick(row, 'end')) : []
    }
    await expect.poll(ends).toContain('gone')
  })
})

describe('a cooldown', () => {
  test('that ends in time is waited for', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    stage.script(1, { kind: 'limit', retryAfterMs: 700 })
    expect(await turn(stage, 'a')).toMatchObject({ status: 429, attempts: 1 })
    expect(await turn(stage, 'a')).toMatchObject({ status: 200, account: 'key-1', attempts: 1 })
    expect(gapOf(stage)).toBeGreaterThan(600)
  })

  test('of another account than the one that has refused is waited for, too', async () => {
    await using stage = await openHeadroom({ anthropic: 2, config: { max_hold_ms: 30_000 } })
    stage.script(1, { kind: 'limit', retryAfterMs: 20_000 })
    stage.script(2, { kind: 'limit', retryAfterMs: 600 })
    const told = await stage.message({}, of('a'))
    expect(told).toMatchObject({ status: 429, attempts: 2 })
    await traceOf(stage, told)
    expect(await turn(stage, 'a')).toMatchObject({ status: 200, account: 'key-2', attempts: 1 })
    // Sooner than the other is back.
    const [first, , third] = stage.provider.received()
    expect((third?.at ?? Infinity) - (first?.at ?? 0)).toBeLessThan(20_000)
  })

  test('that ends is followed by one call, then by more and more: those that waited for it do not come all at once', async () => {
    await using stage = await openHeadroom({ anthropic: 1, config: { max_hold_ms: 20_000 } })
    stage.script(1, { kind: 'limit', retryAfterMs: 500 })
    stage.always(1, { kind: 'ok', headAfterMs: 100 })
    await turn(stage, 'a')
    const told = await Promise.all(Array.from({ length: 12 }, (_, index) => stage.message({}, of(`c${index}`))))
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]))
    const [, first, ...others] = stage.provider.received()
    const within = (ms: number) => others.filter(({ at }) => at - (first?.at ?? 0) < ms).length
    expect(within(500)).toBe(0)
    expect(within(1_500)).toBeLessThanOrEqual(3)
    expect(others).toHaveLength(11)
    expect(refusals(stage)).toBe(1)
  })

  test('that lasts longer is not', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    stage.script(1, { kind: 'limit', retryAfterMs: 30_000 })
    const from = Date.now()
    await turn(stage, 'a')
    const told = await turn(stage, 'a')
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling' })
    expectLeftOf(30, told.headers['retry-after'], from)
    expect(stage.hits()).toEqual([1])
  })
})
