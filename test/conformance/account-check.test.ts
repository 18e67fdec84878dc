import { describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { findClosedOrigin } from '../harness/closed-port.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** `POST /api/accounts/:id/check`: whether a vendor takes an account's credential, asked by a call that is free. */
async function check({ gateway }: Stage, name: string): Promise<unknown> {
  const told = await askJson(`${gateway.url}/api/accounts/${encodeURIComponent(name)}/check`, {})
  expect(told.status).toBe(200)
  return JSON.parse(told.text)
}

describe('the check of an account', () => {
  test('asks each vendor for its models with its credential, takes no turn and marks nothing', async () => {
    await using stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
    for (const name of ['key-1', 'key-2', 'key-3']) {
      const fine = { ok: true, result: 'valid', status: 200, detail: 'the vendor takes the credential' }
      expect(await check(stage, name)).toMatchObject({ ...fine, tookMs: expect.any(Number) })
    }
    expect(stage.provider.received().map(({ target, key }) => [target, key])).toEqual([
      ['/v1/models?limit=1', stage.keys[0]],
      ['/v1beta/models?pageSize=1', stage.keys[1]],
      ['/v1/models', stage.keys[2]],
    ])
    expect(await getJson(`${stage.gateway.url}/api/requests`)).toMatchObject({ items: [] })
    // It changes nothing, and `doctor` asks for one of every account.
    expect(await getJson(`${stage.gateway.url}/api/audit`)).toMatchObject({ items: [] })
  })

  test.each([
    [{ kind: 'refuse' }, { ok: false, result: 'refused', status: 401 }],
    [{ kind: 'forbid' }, { ok: false, result: 'refused', status: 403 }],
    [
      { kind: 'limit', retryAfter: '60' },
      { ok: true, result: 'limited', status: 429 },
    ],
    [{ kind: 'credit' }, { ok: true, result: 'limited', status: 402 }],
    [{ kind: 'overload' }, { ok: false, result: 'unclear', status: 529 }],
    [
      { kind: 'fail', status: 404 },
      { ok: false, result: 'unclear', status: 404 },
    ],
  ] as const)('tells what %j means, and leaves the account as it was', async (step, meaning) => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, step)
    const before = await getJson(`${stage.gateway.url}/api/accounts/key-1`)
    expect(await check(stage, 'key-1')).toMatchObject(meaning)
    expect(await getJson(`${stage.gateway.url}/api/accounts/key-1`)).toEqual(before)
  })

  test('tells of a vendor that cannot be reached', async () => {
    await using stage = await openStage({ anthropic: 1, env: { UPSTREAM_ANTHROPIC_URL: await findClosedOrigin() } })
    expect(await check(stage, 'key-1')).toMatchObject({ ok: false, result: 'unreachable', status: null })
  })

  test('of one that signs in sends its token, and renews one that is refused', async () => {
    await using server = await openAuthorizationServer()
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    expect(await check(stage, 'claude-1')).toMatchObject({ ok: true, result: 'valid' })
    server.tokens.endAccess()
    expect(await check(stage, 'claude-1')).toMatchObject({ ok: true, result: 'valid' })
    expect(await stage.row('claude-1')).toMatchObject({ state: 'serving', requests: 0, failures: 0 })
  })

  test('of nobody is 404', async () => {
    await using stage = await openStage({})
    expect((await askJson(`${stage.gateway.url}/api/accounts/nobody/check`, {})).status).toBe(404)
  })
})
