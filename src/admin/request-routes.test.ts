import { describe, expect, it } from 'vitest'
import { encodeRequestId } from '../gateway/request-id.ts'
import type { StoredRequest } from '../model/ledger-queries.ts'
import { createFixture, NOW } from './control-fixture.ts'
import { listOf } from './contract.ts'
import { requestDetail, requestPage, requestRow } from './request-contract.ts'

function row(id: number, change: Partial<StoredRequest> = {}): StoredRequest {
  return {
    id,
    time: NOW,
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: 'claude-sonnet-5',
    stream: true,
    client: null,
    status: 200,
    end: 'ok',
    error: null,
    accountId: 'b',
    account: 'key-2',
    provider: 'anthropic',
    durationMs: 812,
    firstByteMs: 240,
    usage: { input: 10, output: 20, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null },
    attempts: [
      {
        accountId: 'a',
        account: 'key-1',
        reason: 'round-robin',
        startedMs: 1,
        tookMs: 30,
        status: 429,
        result: 'limit',
      },
      {
        accountId: 'b',
        account: 'key-2',
        reason: 'failover',
        startedMs: 32,
        tookMs: 780,
        status: 200,
        result: 'success',
      },
    ],
    available: 2,
    passedOver: [{ account: 'key-3', why: 'cooling', until: NOW + 5_000 }],
    cost: 0.012,
    ...change,
  }
}

const rows = [1, 2, 3, 4, 5].map((id) => row(id * 1_000, { status: id === 5 ? 429 : 200 }))

describe('requests', () => {
  it('are listed with their usage, under the id that the answer showed', async () => {
    const { items, next } = listOf(requestRow).parse(await (await createFixture({ rows }).send('/api/requests')).json())
    expect([items.length, next]).toEqual([5, null])
    expect(items[0]).toMatchObject({
      id: encodeRequestId(1_000),
      failovers: 1,
      usage: { input: 10, output: 20, cacheRead: null },
      cost: 0.012,
    })
  })

  it('are listed a page at a time, none twice and none left out', async () => {
    const { send } = createFixture({ rows })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? 'limit=3' : `limit=3&cursor=${cursor}`
      const page = listOf(requestRow).parse(await (await send(`/api/requests?${query}`)).json())
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toEqual(rows.map(({ id }) => encodeRequestId(id)))
  })

  it('say which accounts were asked, and how far back a page that is not the last has looked', async () => {
    const { send } = createFixture({ rows })
    const first = requestPage.parse(await (await send('/api/requests?limit=1')).json())
    expect(first.items[0]?.tried).toEqual(['key-1', 'key-2'])
    expect(first.items[0]?.missed).toEqual([{ account: 'key-1', why: 'limit met' }])
    expect(first.lookedBackTo).not.toBeNull()
    const last = requestPage.parse(await (await send(`/api/requests?limit=5&cursor=${first.next}`)).json())
    expect(last).toMatchObject({ next: null, lookedBackTo: null })
  })

  it('are found also where the ledger has to look a long way back', async () => {
    const { send } = createFixture({ rows })
    const { items } = listOf(requestRow).parse(await (await send('/api/requests?status=429&limit=1')).json())
    expect(items.map(({ status }) => status)).toEqual([429])
  })

  it('are told one by one with their trace', async () => {
    const { send } = createFixture({ rows })
    const detail = requestDetail.parse(await (await send(`/api/requests/${encodeRequestId(2_000)}`)).json())
    expect(detail.attempts.map(({ account, status }) => [account, status])).toEqual([
      ['key-1', 429],
      ['key-2', 200],
    ])
    expect(detail.passedOver).toEqual([{ account: 'key-3', why: 'cooling', until: NOW + 5_000 }])
  })

  it.each(['req_zzz', '2000', 'req_', '%7f'])('that do not exist are 404: %s', async (id) => {
    expect((await createFixture({ rows }).send(`/api/requests/${id}`)).status).toBe(404)
  })

  it.each([
    'limit=0',
    'limit=501',
    'limit=x',
    'status=ok',
    'since=yesterday',
    'colour=red',
    'limit=1&limit=2',
    'cursor=x',
  ])('are not listed by %s', async (query) => {
    expect((await createFixture({ rows }).send(`/api/requests?${query}`)).status).toBe(400)
  })

  it.each(['since=1799999999999', 'since=2026-01-01T00:00:00Z&until=2030-01-01T00:00:00Z', 'account=key-1&pool=lb'])(
    'are listed by %s',
    async (query) => {
      expect((await createFixture({ rows }).send(`/api/requests?${query}`)).status).toBe(200)
    },
  )
})
