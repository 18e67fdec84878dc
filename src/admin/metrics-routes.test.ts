import { describe, expect, it } from 'vitest'
import { parseExposition, sumOf } from '../../test/harness/exposition.ts'
import { MetricsBook } from '../telemetry/metrics-book.ts'
import { CONTENT_TYPES } from '../telemetry/metrics-format.ts'
import { exampleRow } from '../telemetry/row-fixture.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'
import { createFixture, mint } from './control-fixture.ts'

describe('/metrics', () => {
  it('tells of pools, accounts and what the runtime has counted', async () => {
    const book = new MetricsBook({ providerOf: () => null })
    book.add([exampleRow()])
    const { send } = createFixture({ deps: { metrics: () => book.readings() } })
    const answer = await send('/metrics')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const families = parseExposition(await answer.text())
    expect(sumOf(families, 'claudeflare_requests_total', { pool: 'lb' })).toBe(1)
    expect(sumOf(families, 'claudeflare_account_state', { account: 'key-1', state: 'serving' })).toBe(1)
  })

  it.each(Object.values(CONTENT_TYPES))('is described as what it may be: %s', async (contentType) => {
    const [type = ''] = contentType.split(';')
    const description = JSON.stringify(await (await createFixture().send('/api/openapi.json')).json())
    expect(description).toContain(`"${type}":{"schema":{"type":"string"}}`)
  })

  it('has a head without a body', async () => {
    const answer = await createFixture().send('/metrics', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('answers while the server drains, and changes nothing', async () => {
    const { send, clock } = createFixture()
    clock.draining = true
    expect((await send('/metrics')).status).toBe(200)
    expect((await send('/metrics', { method: 'POST', json: {} })).status).toBe(405)
  })

  it('takes a key of scope metrics or admin, and no other', async () => {
    const [admin, metrics, call] = [mint({ scopes: ['admin'] }), mint({ scopes: ['metrics'] }), mint()]
    const { send } = createFixture({ keys: [admin.record, metrics.record, call.record] })
    const statuses = [admin.key, metrics.key, call.key].map(async (key) => (await send('/metrics', { key })).status)
    expect(await Promise.all(statuses)).toEqual([200, 200, 403])
    expect((await send('/metrics')).status).toBe(401)
    expect((await send('/api/stats', { key: metrics.key })).status).toBe(403)
  })

  it('tells what is known where one pool cannot be reached, and which that is', async () => {
    const { deps } = createFixture()
    const boards = new Map([...deps.boards(), ['accounts', { ...NO_BOARD, view: beUnreachable }]])
    const { send } = createFixture({ deps: { boards: () => boards } })
    const families = parseExposition(await (await send('/metrics')).text())
    expect(sumOf(families, 'claudeflare_pool_up', { pool: 'lb' })).toBe(1)
    expect(sumOf(families, 'claudeflare_pool_up', { pool: 'accounts' })).toBe(0)
    expect(sumOf(families, 'claudeflare_pool_info', { pool: 'accounts' })).toBe(0)
    expect(sumOf(families, 'claudeflare_account_state', { pool: 'lb', state: 'serving' })).toBeGreaterThan(0)
  })

  it('is a problem with 503 where what it tells of cannot be reached', async () => {
    const answer = await createFixture({ deps: { metrics: beUnreachable } }).send('/metrics')
    expect(answer.status).toBe(503)
  })
})

function beUnreachable(): Promise<never> {
  return Promise.reject(new StateUnavailable('The pool cannot be reached.'))
}

const NO_BOARD = { pause: beUnreachable, resume: beUnreachable, reset: beUnreachable }
