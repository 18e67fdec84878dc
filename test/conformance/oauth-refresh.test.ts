import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { pick } from '../harness/json.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import type { OAuthStage } from '../harness/oauth-stage.ts'
import { countByExpiry, countRedemptions } from '../harness/oauth/token-requests.ts'

/**
 * How tokens are renewed: ahead of their end (in the background with under 2 minutes left, before the call with under 30 s),
 * once for each end however many ask, and once after a 401.
 */
let server: AuthorizationServer

beforeEach(async () => {
  server = await openAuthorizationServer()
})

afterEach(() => server[Symbol.asyncDispose]())

/** Renewed at most once for each end, and no spent token was ever shown. */
function expectOneEach(): void {
  const counts = [...countByExpiry(server.requests()).values()]
  expect(counts).toEqual(counts.map(() => 1))
  expect(server.tokens.families().map(({ revoked }) => revoked)).not.toContain('reuse')
}

/** Those that are held, and those that were through before they could be. */
function countBegun(): number {
  return server.gate.waiting() + countRedemptions(server.requests())
}

async function callMany(stage: OAuthStage, count: number): Promise<readonly { status: number; account: string }[]> {
  return Promise.all(Array.from({ length: count }, () => stage.call()))
}

describe('50 calls at once', () => {
  test.each(['rotate', 'keep'] as const)(
    'at the end of a token: one redemption, 50 answers; vendors that %s',
    async (rotation) => {
      await using stage = await openOAuthStage(server)
      server.tokens.rotation(rotation)
      server.tokens.lifetimes(25, 3600)
      await stage.signIn('claude-1')
      server.gate.hold('before-grant')
      const calls = callMany(stage, 50)
      await expect.poll(countBegun).toBe(1)
      server.gate.release()
      expect((await calls).map(({ status, account }) => `${status} ${account}`)).toEqual(
        Array.from({ length: 50 }, () => '200 claude-1'),
      )
      expect(countRedemptions(server.requests())).toBe(1)
      expectOneEach()
    },
  )

  test('with a token that the vendor no longer takes: one redemption, 50 answers', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    const told = await callMany(stage, 50)
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200))
    expect(countRedemptions(server.requests())).toBe(1)
    expectOneEach()
  })
})

describe('ahead of the end', () => {
  test('with under 2 minutes left calls wait for nothing, and the new token comes meanwhile', async () => {
    await using stage = await openOAuthStage(server)
    server.tokens.lifetimes(90, 3600)
    await stage.signIn('claude-1')
    server.gate.hold('before-grant')
    expect(await stage.call()).toMatchObject({ status: 200, attempts: 1 })
    await expect.poll(countBegun).toBe(1)
    expect((await stage.call()).status).toBe(200)
    server.gate.release()
    await expect
      .poll(async () => Number(pick(await stage.row('claude-1'), 'token', 'expiresAt')) - Date.now())
      .toBeGreaterThan(3_000_000)
    expect((await stage.call()).status).toBe(200)
    expect(countRedemptions(server.requests())).toBe(1)
    expect(pick(await stage.row('claude-1'), 'token', 'refreshedAt')).toEqual(expect.any(Number))
  })

  test('with an hour left nothing is renewed', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    for (let count = 0; count < 5; count += 1) await stage.call()
    expect(countRedemptions(server.requests())).toBe(0)
  })

  test.each(['rotate', 'keep'] as const)('it goes on over many ends, at vendors that %s', async (rotation) => {
    await using stage = await openOAuthStage(server)
    server.tokens.rotation(rotation)
    await stage.signIn('claude-1')
    for (let count = 0; count < 5; count += 1) {
      server.tokens.endAccess()
      expect(await stage.call()).toMatchObject({ status: 200, attempts: 2 })
    }
    const ordinals = rotation === 'rotate' ? [null, 1, 2, 3, 4, 5] : [null, 1, 1, 1, 1, 1]
    expect(server.requests().map(({ ordinal }) => ordinal)).toEqual(ordinals)
    expectOneEach()
  })

  test('an answer that does not say when the token ends is taken: what it cost cannot be got back', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    server.troubles.script({ kind: 'alter', drop: ['expires_in'] })
    for (let count = 0; count < 5; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
    expect(countRedemptions(server.requests())).toBe(1)
  })
})

describe('a 401', () => {
  test('in the middle: one forced refresh, the call is repeated on the same account, and counted', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await stage.signIn('claude-1')
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 1 })
    server.tokens.endAccess()
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 2 })
    expect(countRedemptions(server.requests())).toBe(1)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 1 })
  })

  test('to the new token, too: disabled, others serve, and nothing loops', async () => {
    await using stage = await openOAuthStage(server, { standIns: 1 })
    await stage.signIn('claude-1')
    stage.provider.on('sk-ant-canary-of-stand-in-1-0123456789').otherwise({ kind: 'ok' })
    stage.provider.on('*').otherwise({ kind: 'refuse' })
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1', attempts: 3 })
    for (let count = 0; count < 20; count += 1) expect((await stage.call()).account).toBe('key-1')
    expect(await stage.row('claude-1')).toMatchObject({ state: 'disabled', reason: 'auth' })
    expect(countRedemptions(server.requests())).toBe(1)
  })
})

describe('a clock that is an hour off', () => {
  test.each([
    ['the vendor’s token ends an hour before what was told', { actualS: 1, toldS: 3601 }],
    ['the token is told to be over, and lives', { actualS: 3601, toldS: 1 }],
  ])('%s: callers see nothing of it', async (_name, lifetime) => {
    await using stage = await openOAuthStage(server)
    server.tokens.lifetimes(lifetime, 3600)
    await stage.signIn('claude-1')
    const from = performance.now()
    await expect.poll(() => performance.now() - from, { timeout: 30_000 }).toBeGreaterThan(1_100)
    for (let count = 0; count < 5; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
    expect(countRedemptions(server.requests())).toBe(1)
    expectOneEach()
  })

  test.each([3_600_000, -3_600_000])('the vendor’s jumps by %i ms while calls are made', async (ms) => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    await stage.call()
    server.shift(ms)
    for (let count = 0; count < 5; count += 1) expect((await stage.call()).status).toBe(200)
    expect(countRedemptions(server.requests())).toBe(ms > 0 ? 1 : 0)
    expectOneEach()
  })
})
