import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuthorizationServer } from '../authorization-server.ts'
import { openAuthorizationServer, PUBLIC_CLIENT } from '../authorization-server.ts'
import { createVirtualClock } from '../virtual-clock.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { createStrictClient, postForm } from './strict-client.ts'
import type { StrictClient } from './strict-client.ts'
import { countByExpiry, countRedemptions } from './token-requests.ts'

/** Refresh tokens (RFC 6749, section 6; RFC 9700, section 4.14). */
let clock: VirtualClock
let server: AuthorizationServer
let client: StrictClient

beforeEach(async () => {
  clock = createVirtualClock()
  server = await openAuthorizationServer({ now: () => clock.now() })
  client = createStrictClient(server)
})

afterEach(() => server[Symbol.asyncDispose]())

const INVALID_GRANT = { error: 'invalid_grant', status: 400 }

describe('with rotation', () => {
  test('each redemption gives another refresh token; access tokens live to their own end', async () => {
    const first = await client.signIn()
    const second = await client.refresh(first.refreshToken)
    const third = await client.refresh(second.refresh_token ?? '')
    expect(new Set([first.refreshToken, second.refresh_token, third.refresh_token]).size).toBe(3)
    for (const token of [first.accessToken, second.access_token, third.access_token])
      expect(server.tokens.verify(token)).toBe('good')
    expect(server.tokens.families()).toMatchObject([{ refreshToken: third.refresh_token, revoked: null }])
    expect(server.requests().map(({ ordinal }) => ordinal)).toEqual([null, 1, 2])
    expect(countRedemptions(server.requests())).toBe(2)
  })

  test('one that was used before ends the whole family, the newest tokens with it', async () => {
    const first = await client.signIn()
    const second = await client.refresh(first.refreshToken)
    const third = await client.refresh(second.refresh_token ?? '')
    await expect(client.refresh(first.refreshToken)).rejects.toMatchObject(INVALID_GRANT)
    await expect(client.refresh(third.refresh_token ?? '')).rejects.toMatchObject(INVALID_GRANT)
    for (const token of [first.accessToken, second.access_token, third.access_token])
      expect(server.tokens.verify(token)).toBe('revoked')
    expect(server.tokens.families()).toMatchObject([{ revoked: 'reuse', refreshToken: null }])
  })

  test('another sign-in is another family, and stays', async () => {
    const first = await client.signIn()
    const other = await client.signIn()
    await client.refresh(first.refreshToken)
    await expect(client.refresh(first.refreshToken)).rejects.toMatchObject(INVALID_GRANT)
    expect(server.tokens.verify(other.accessToken)).toBe('good')
    await client.refresh(other.refreshToken)
    expect(server.tokens.families().map(({ revoked }) => revoked)).toEqual(['reuse', null])
  })

  test('of two at the same time one is granted, and both lose what it gave', async () => {
    const { refreshToken } = await client.signIn()
    const both = await Promise.allSettled([client.refresh(refreshToken), client.refresh(refreshToken)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(server.tokens.families()).toMatchObject([{ revoked: 'reuse' }])
    expect([...countByExpiry(server.requests()).values()]).toEqual([2])
  })
})

test('without rotation the refresh token stays, and is not told again', async () => {
  server.tokens.rotation('keep')
  const { refreshToken } = await client.signIn()
  for (let count = 0; count < 3; count += 1) expect((await client.refresh(refreshToken)).refresh_token).toBeUndefined()
  expect(countRedemptions(server.requests(), 1)).toBe(3)
  expect(server.tokens.families()).toMatchObject([{ refreshToken, revoked: null }])
})

test('redemptions are counted by the end of the token that they replace', async () => {
  server.tokens.lifetimes(100, 200)
  const begin = clock.now()
  const first = await client.signIn()
  clock.advance(90_000)
  const second = await client.refresh(first.refreshToken)
  clock.advance(150_000)
  await client.refresh(second.refresh_token ?? '')
  await expect(client.refresh(second.refresh_token ?? '')).rejects.toMatchObject(INVALID_GRANT)
  expect([...countByExpiry(server.requests(), 1)]).toEqual([
    [begin + 100_000, 1],
    [begin + 290_000, 2],
  ])
  expect(countByExpiry(server.requests(), 2).size).toBe(0)
})

test('somebody else’s refresh token is refused, and still good for whose it is', async () => {
  const other = { ...PUBLIC_CLIENT, id: 'another-client' }
  await using server = await openAuthorizationServer({ clients: [PUBLIC_CLIENT, other] })
  const mine = createStrictClient(server)
  const { refreshToken } = await mine.signIn()
  await expect(createStrictClient(server, other).refresh(refreshToken)).rejects.toMatchObject(INVALID_GRANT)
  await expect(mine.refresh(refreshToken)).resolves.toBeDefined()
})

test('a scope beyond what was granted is refused, and spends nothing', async () => {
  const { refreshToken } = await client.signIn()
  const form = `grant_type=refresh_token&client_id=${PUBLIC_CLIENT.id}&refresh_token=${refreshToken}`
  expect(JSON.parse((await postForm(`${server.url}/token`, `${form}&scope=admin`)).text)).toMatchObject({
    error: 'invalid_scope',
  })
  expect((await postForm(`${server.url}/token`, `${form}&scope=profile`)).status).toBe(200)
})

test('what the vendor revokes is refused without counting as reuse', async () => {
  const { accessToken, refreshToken } = await client.signIn()
  server.tokens.revoke(1)
  expect(server.admits(accessToken)).toBe(false)
  await expect(client.refresh(refreshToken)).rejects.toMatchObject(INVALID_GRANT)
  expect(server.tokens.families()).toMatchObject([{ revoked: 'asked' }])
})

describe('an access token', () => {
  test('ends at exactly its age', async () => {
    server.tokens.lifetimes(10)
    const { accessToken, expiresIn } = await client.signIn()
    expect(expiresIn).toBe(10)
    clock.advance(9_999)
    expect(server.tokens.verify(accessToken)).toBe('good')
    clock.advance(1)
    expect(server.tokens.verify(accessToken)).toBe('expired')
  })

  test('may live another time than is told', async () => {
    server.tokens.lifetimes({ actualS: 5, toldS: 3605 })
    const { accessToken, expiresIn } = await client.signIn()
    expect(expiresIn).toBe(3605)
    clock.advance(5_000)
    expect(server.tokens.verify(accessToken)).toBe('expired')
  })

  test('ends an hour early where the server’s clock jumps', async () => {
    const { accessToken } = await client.signIn()
    server.shift(3_600_000)
    expect(server.tokens.verify(accessToken)).toBe('expired')
    server.shift(-3_600_000)
    expect(server.tokens.verify(accessToken)).toBe('good')
  })

  test('can be ended early, and be replaced', async () => {
    const { accessToken, refreshToken } = await client.signIn()
    server.tokens.endAccess()
    expect(server.tokens.verify(accessToken)).toBe('revoked')
    const { access_token } = await client.refresh(refreshToken)
    expect(server.tokens.verify(access_token)).toBe('good')
  })

  test('that nobody gave is not known; an API key is none of its business', () => {
    expect(server.tokens.verify('undefined')).toBe('unknown')
    expect(server.admits('undefined')).toBe(false)
    expect(server.admits('sk-ant-api03-key')).toBe(true)
  })
})
