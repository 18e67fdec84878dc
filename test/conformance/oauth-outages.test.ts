import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { pick, toRecord } from '../harness/json.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import type { OAuthStage } from '../harness/oauth-stage.ts'
import { follow } from '../harness/oauth/strict-client.ts'
import { openVendor } from '../harness/vendor.ts'

/** Tokens that cannot be renewed: for now, or until a person signs in again. */
let server: AuthorizationServer

beforeEach(async () => {
  server = await openAuthorizationServer()
})

afterEach(() => server[Symbol.asyncDispose]())

const DOWN = { kind: 'fail', status: 503 } as const

describe('the token endpoint is down', () => {
  test.each([
    ['it answers 503', DOWN],
    ['it answers 429', { kind: 'fail', status: 429, retryAfter: '30' }],
    ['it breaks connections', { kind: 'break' }],
    ['it redirects', { kind: 'redirect', to: 'http://127.0.0.1:9/' }],
  ] as const)('while the token lives: calls go on, and it is asked seldom: %s', async (_name, step) => {
    await using stage = await openOAuthStage(server)
    server.tokens.lifetimes(90, 3600)
    await stage.signIn('claude-1')
    server.troubles.otherwise(step)
    for (let count = 0; count < 30; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
    await expect.poll(async () => pick(await stage.row('claude-1'), 'token', 'error')).toEqual(expect.any(String))
    expect(server.requests().length - 1).toBeLessThanOrEqual(3)
    expect(await stage.row('claude-1')).toMatchObject({ state: 'serving' })
  })

  test('and the token has ended: another account serves', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await signInForASecond(stage)
    const before = server.requests().length
    for (let count = 0; count < 20; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    expect(server.requests().length - before).toBeLessThanOrEqual(3)
    expect((await stage.row('claude-1'))['state']).not.toBe('needs_sign_in')
  })

  test('and there is no other account: 503 pool_exhausted', async () => {
    await using stage = await openOAuthStage(server)
    await signInForASecond(stage)
    expect(await stage.call()).toMatchObject({ status: 503, error: 'pool_exhausted' })
  })

  test('and back again: the account serves without a person', async () => {
    await using stage = await openOAuthStage(server)
    await signInForASecond(stage)
    await stage.call()
    server.troubles.otherwise({ kind: 'serve' })
    await expect.poll(async () => (await stage.call()).status, { timeout: 45_000, interval: 500 }).toBe(200)
    expect(pick(await stage.row('claude-1'), 'token', 'error')).toBeNull()
  })

  /** A token that has ended, at a server that is down. */
  async function signInForASecond(stage: OAuthStage): Promise<void> {
    server.tokens.lifetimes(1, 3600)
    server.troubles.script({ kind: 'serve' })
    server.troubles.otherwise(DOWN)
    await stage.signIn('claude-1')
    const [family] = server.tokens.families()
    await expect.poll(() => server.tokens.verify(family?.accessToken ?? ''), { timeout: 30_000 }).toBe('expired')
  }

  test('a redirect is not followed: nobody else is shown the refresh token', async () => {
    await using elsewhere = await openVendor(() => undefined)
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    server.troubles.script({ kind: 'redirect', to: `${elsewhere.url}/token` })
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    expect(elsewhere.connections()).toBe(0)
  })
})

describe('a sign-in that is revoked', () => {
  test('needs a person; others serve, and nothing loops', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await stage.signIn('claude-1')
    server.tokens.revoke(1)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    await expect
      .poll(() => stage.row('claude-1'))
      .toMatchObject({
        state: 'needs_sign_in',
        reason: expect.any(String),
        token: { error: expect.any(String) },
      })
    const before = { asked: server.requests().length, received: stage.provider.received().length }
    for (let count = 0; count < 20; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1', attempts: 1 })
    expect(server.requests().length).toBe(before.asked)
    expect(stage.provider.received().length).toBe(before.received + 20)
  })

  test('with no other account: 503, and nothing loops', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    server.tokens.revoke(1)
    for (let count = 0; count < 20; count += 1) expect((await stage.call()).status).toBe(503)
    expect(server.requests().length).toBe(2)
  })

  test('a refusal that comes after somebody signed in again says nothing about the new tokens', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    const { id } = await stage.signIn('claude-1')
    server.tokens.revoke(1)
    server.gate.hold('before-grant')
    const called = stage.call()
    await expect.poll(() => server.gate.waiting()).toBe(1)
    server.gate.letPass()
    const begun = toRecord((await stage.beginSignIn('claude-1', { account: id })).text)
    const completing = stage.completeSignIn(begun['id'], await follow(String(begun['authorize_url'])))
    // Either it completes now, or it waits for the refresh to be over; both are sound.
    await Promise.race([completing, once(AbortSignal.timeout(1_000), 'abort')])
    server.gate.release()
    expect((await completing).status).toBe(200)
    expect((await called).status).toBe(200)
    expect(await stage.row('claude-1')).toMatchObject({ id, state: 'serving' })
    await changeAccount(stage, 'key-1', 'pause')
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
  })

  test('another error of the token endpoint asks nobody to sign in', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    server.troubles.otherwise({ kind: 'refuse', error: 'invalid_client', status: 401 })
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    const row = await stage.row('claude-1')
    expect(row['state']).not.toBe('needs_sign_in')
    expect(pick(row, 'token', 'error')).toEqual(expect.any(String))
  })
})
