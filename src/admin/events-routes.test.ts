import { afterEach, describe, expect, test } from 'vitest'
import { exampleRow } from '../../test/contracts/example-row.ts'
import { account, createFixture, mint, type FixtureOptions } from './control-fixture.ts'

/* Time stands still but where a test lets it go by. */

interface Event {
  readonly event: string
  readonly data: Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] }
}

const open = new Set<ReadableStreamDefaultReader<Uint8Array>>()
afterEach(async () => {
  for (const reader of open) await reader.cancel()
  open.clear()
})

type Fixture = ReturnType<typeof createFixture>

/** Listens, and reads whatever comes as soon as it comes. */
async function listen({ send }: Fixture, query = '', key?: string) {
  const response = await send(`/api/events${query}`, key === undefined ? {} : { key })
  const reader = response.body?.getReader()
  if (response.status !== 200 || reader === undefined) throw new Error(`${response.status}: ${await response.text()}`)
  open.add(reader)
  const decoder = new TextDecoder()
  let text = ''
  let end: 'none' | 'clean' | 'cut' = 'none'
  void (async () => {
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) text += decoder.decode(read.value)
      end = 'clean'
    } catch {
      end = 'cut'
    }
  })()
  await Promise.resolve()
  return {
    text: () => text,
    end: () => end,
    events: (name: string) => toEvents(text).filter(({ event }) => event === name),
    leave: () => reader.cancel(),
  }
}

function toEvents(text: string): readonly Event[] {
  return text.split('\n\n').flatMap((block) => {
    const [, event] = /^event: (.*)$/m.exec(block) ?? []
    const [, data] = /^data: (.*)$/m.exec(block) ?? []
    return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as Event['data'] }]
  })
}

const manyAccounts = (count: number): FixtureOptions => ({
  accounts: Array.from({ length: count }, (_, index) => account(`key-${index}`)),
})

describe('nobody listens', () => {
  test('so nothing is looked at', async () => {
    const fixture = createFixture()
    expect(fixture.timers.size).toBe(0)
    const ear = await listen(fixture)
    expect(fixture.timers.size).toBeGreaterThan(0)
    await ear.leave()
    expect(fixture.timers.size).toBe(0)
  })
})

describe('a listener', () => {
  test('is greeted at once, then hears an overview, then no more of it while nothing changes, but every 15 s', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture)
    await fixture.advance(100)
    expect(ear.text()).toMatch(/^retry: 2000\nevent: hello\n/)
    await fixture.advance(2_000)
    expect(ear.events('overview')).toHaveLength(1)
    await fixture.advance(12_000)
    expect(ear.events('overview')).toHaveLength(1)
    await fixture.advance(4_000)
    expect(ear.events('overview')).toHaveLength(2)
  })

  test('hears a comment every 15 s where nothing else is said', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture, '?topics=changes')
    await fixture.advance(62_000)
    expect(ear.text().match(/^:$/gm)).toHaveLength(4)
    expect(ear.end()).toBe('none')
  })

  test('is told of at most 50 requests at a time, and how many more there were', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture, '?topics=requests')
    fixture.finish(...Array.from({ length: 120 }, (_, id) => exampleRow(id + 1)))
    await fixture.advance(200)
    const told = ear.events('requests')
    expect(told.map(({ data }) => [data.items?.length, data['skipped']])).toEqual([[50, 70]])
  })

  test('is told of those that match alone, and counts no others', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture, '?topics=requests&end=failed&account=key-1')
    const failed = { end: 'failed', status: 503 } as const
    fixture.finish(exampleRow(1), exampleRow(2, failed), exampleRow(3, { ...failed, account: null, attempts: [] }))
    await fixture.advance(200)
    const [told, ...more] = ear.events('requests')
    expect(more).toEqual([])
    expect([told?.data.items?.length, told?.data.items?.[0]?.['status'], told?.data['skipped']]).toEqual([1, 503, 0])
  })

  test('hears of each account that has changed, of a large pool in turn', async () => {
    const fixture = createFixture(manyAccounts(250))
    const ear = await listen(fixture, '?topics=accounts')
    for (const { id } of fixture.deps.settings().accounts) fixture.boards.get('lb')?.pause(id, 'all', fixture.clock.now)
    await fixture.advance(1_000)
    expect(ear.events('accounts').map(({ data }) => data.items?.length)).toEqual([100])
    await fixture.advance(2_000)
    const names = ear.events('accounts').flatMap(({ data }) => data.items?.map(({ name }) => name) ?? [])
    expect([names.length, new Set(names).size]).toEqual([250, 250])
    await fixture.advance(5_000)
    expect(ear.events('accounts')).toHaveLength(3)
  })

  test('hears what was changed, of whatever kind', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture, '?topics=changes')
    await fixture.send('/api/accounts/key-1/pause', { json: {} })
    await fixture.send('/api/config/strategy', { method: 'PUT', json: { strategy: 'weighted' } })
    await fixture.send('/api/accounts/nobody/pause', { json: {} })
    await fixture.advance(100)
    expect(ear.events('changed').map(({ data }) => data['what'])).toEqual(['accounts', 'audit', 'config'])
  })

  test('that takes nothing costs no more than one look, and is hung up on after 30 s', async () => {
    const fixture = createFixture()
    const response = await fixture.send('/api/events')
    const reader = response.body?.getReader()
    for (let round = 0; round < 29; round += 1) {
      fixture.finish(...Array.from({ length: 100 }, (_, id) => exampleRow(id + 1)))
      await fixture.advance(1_000)
    }
    expect(fixture.timers.size).toBeGreaterThan(0)
    await fixture.advance(2_000)
    expect(fixture.timers.size).toBe(0)
    await expect(reader?.read()).rejects.toThrow('takes nothing')
  })
})

describe('a stream ends', () => {
  test('of whoever takes nothing just then, too: with a cut, within a second', async () => {
    const fixture = createFixture()
    const response = await fixture.send('/api/events')
    fixture.closing.abort()
    expect(fixture.timers.size).toBeGreaterThan(0)
    await fixture.advance(1_000)
    expect(fixture.timers.size).toBe(0)
    await expect(response.text()).rejects.toThrow('takes nothing')
  })

  test('when the gateway shuts down, and none begins', async () => {
    const fixture = createFixture()
    const ear = await listen(fixture)
    fixture.closing.abort()
    await fixture.advance(0)
    expect([ear.end(), fixture.timers.size]).toEqual(['clean', 0])
    expect((await fixture.send('/api/events')).status).toBe(503)
  })

  test('when its session has been idle for 12 hours: listening is no use of it', async () => {
    const { key, record } = mint({ scopes: ['admin'] })
    const fixture = createFixture({ keys: [record] })
    const signedIn = await fixture.send('/api/session', { method: 'POST', key })
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    await fixture.advance(120_000)
    const response = await fixture.send('/api/events?topics=changes', {
      head: { headers: ['host', 'localhost:8080', 'cookie', cookie] },
    })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null])
    const reader = response.body?.getReader()
    let isOver = false
    void (async () => {
      while (!(await reader?.read())?.done);
      isOver = true
    })()
    for (const timer of fixture.timers) timer.dueAt += 12 * 3_600_000 - 200_000
    fixture.clock.now += 12 * 3_600_000 - 200_000
    await fixture.advance(60_000)
    expect(isOver).toBe(false)
    await fixture.advance(30_000)
    expect(isOver).toBe(true)
  })

  test('by itself where the platform lets none go on for ever', async () => {
    const closing = new AbortController().signal
    const fixture: Fixture = createFixture({
      deps: {
        requests: 'apart',
        listening: {
          tickMs: 1_000,
          longestMs: 600_000,
          closing,
          every: (ms, work) => fixture.every(ms, work),
          refresh: () => {},
        },
      },
    })
    const ear = await listen(fixture, '?topics=changes')
    await fixture.advance(599_000)
    expect(ear.end()).toBe('none')
    await fixture.advance(2_000)
    expect(ear.end()).toBe('clean')
  })
})

test('accounts of a pool that does not answer for a while are not told to be gone', async () => {
  const plain = createFixture()
  let isLost = false
  const fixture = createFixture({
    deps: {
      views: async (now) => {
        const { views, unreachable } = await plain.deps.views(now)
        return isLost
          ? { views: new Map([...views].filter(([name]) => name !== 'lb')), unreachable: ['lb'] }
          : { views, unreachable }
      },
    },
  })
  const heard = await listen(fixture, '?topics=accounts,pools,overview')
  isLost = true
  await fixture.advance(3_000)
  expect(heard.events('overview').at(-1)?.data['unreachable']).toEqual(['lb'])
  isLost = false
  await fixture.advance(3_000)
  expect(heard.events('overview').at(-1)?.data['unreachable']).toEqual([])
  expect([...heard.events('accounts'), ...heard.events('pools')]).toEqual([])
})
