import { describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { findClosedOrigin } from '../harness/closed-port.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'

/** Contract §6, the rows of the table that a Worker's platform cannot tell from "broken after it was fully sent". */
describe('no connection', () => {
  test('the origin is marked, not the account: for 5 s its accounts come last', async () => {
    const dead = await findClosedOrigin()
    const accounts = [1, 2].map((number) => ({
      name: `dead-${number}`,
      pool: 'lb',
      provider: 'anthropic',
      api_key: `nobody-at-home-${number}`,
      base_url: dead,
    }))
    await using stage = await openStage({ anthropic: 1, config: { accounts } })
    const told = [await stage.message(), await stage.message(), await stage.message(), await stage.message()]
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(told.map(({ account }) => account))).toEqual(new Set(['key-1']))
    // One of the first meets the dead origin; none after that does, though both its accounts would have had a turn.
    expect(told.filter(({ attempts }) => attempts === 2)).toHaveLength(1)
  })

  test('the same origin is tried once more at most, then 502 upstream_unreachable', async () => {
    const dead = await findClosedOrigin()
    await using stage = await openStage({ anthropic: 4, env: { UPSTREAM_ANTHROPIC_URL: dead } })
    const told = await stage.message()
    expect(told).toMatchObject({ status: 502, error: 'upstream_unreachable', attempts: 2 })
    expect(JSON.parse(told.text)).toMatchObject({ type: 'error', error: { type: 'api_error' } })
  })

  test('left over is the last upstream answer that came, also where a later attempt got no connection', async () => {
    const dead = { name: 'dead', pool: 'lb', provider: 'anthropic', api_key: 'nobody-at-home' }
    const config = { accounts: [{ ...dead, base_url: await findClosedOrigin() }] }
    await using stage = await openStage({ anthropic: 1, config })
    stage.always(1, { kind: 'fail', status: 500, message: 'odd first' })
    const told = await stage.message()
    expect(told).toMatchObject({ status: 500, attempts: 2 })
    expect(told.text).toContain('odd first')
  })
})

describe('broken before the request was fully sent', () => {
  test('next account', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'break', at: 'before-body' })
    const big = { ...MESSAGE, messages: [{ role: 'user', content: 'x'.repeat(24_000_000) }] }
    const told = await askJson(`${stage.lb}/v1/messages`, big)
    expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
  })
})

test('a kept connection that the vendor closed in between is no failure of the account', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'ok', headers: [['connection', 'close']] })
  expect((await stage.message()).status).toBe(200)
  expect((await stage.message()).status).toBe(200)
})
