import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { openAuthorizationServer, PUBLIC_CLIENT } from '../harness/authorization-server.ts'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { toHeaders } from '../harness/headers.ts'
import { toItems, toRecord } from '../harness/json.ts'
import { openOAuthStage, REDIRECT_URI } from '../harness/oauth-stage.ts'
import { follow } from '../harness/oauth/strict-client.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** OAuth accounts: how one signs in, and what the pool and the vendor see of it. */
let server: AuthorizationServer

beforeEach(async () => {
  server = await openAuthorizationServer()
})

afterEach(() => server[Symbol.asyncDispose]())

describe('a sign-in', () => {
  test('end to end: the account serves, and the vendor sees its token alone', async () => {
    await using stage = await openOAuthStage(server)
    const begun = await stage.beginSignIn('claude-1', { note: 'mine', weight: 2 })
    expect(begun.status).toBe(201)
    const { id, authorize_url, redirect_uri, expires_at } = toRecord(begun.text)
    expect(redirect_uri).toBe(REDIRECT_URI)
    expect(Number(expires_at)).toBeGreaterThan(Date.now())
    const asked = new URL(String(authorize_url))
    expect(asked.origin + asked.pathname).toBe(`${server.url}/authorize`)
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: PUBLIC_CLIENT.id,
      redirect_uri: REDIRECT_URI,
      code_challenge_method: 'S256',
      scope: PUBLIC_CLIENT.scopes.join(' '),
    })
    expect(String(id)).not.toContain(asked.searchParams.get('state'))

    const completed = await stage.completeSignIn(id, await follow(asked.href))
    expect(completed.status).toBe(201)
    expect(toRecord(completed.text)).toMatchObject({
      name: 'claude-1',
      kind: 'oauth',
      provider: 'anthropic',
      pool: 'accounts',
      weight: 2,
      state: 'serving',
      token: { expiresAt: expect.any(Number), error: null },
    })
    const headers = ['anthropic-beta', 'files-2025-04-14', 'x-api-key', 'canary-of-the-caller']
    expect(await stage.call({ headers })).toMatchObject({ status: 200, account: 'claude-1', attempts: 1 })
    const seen = toHeaders(stage.provider.received().at(-1)?.rawHeaders ?? [])
    expect(seen['authorization']).toBe(`Bearer ${server.tokens.families()[0]?.accessToken}`)
    expect(seen['x-api-key']).toBeUndefined()
    expect(seen['anthropic-beta']?.split(/ *, */)).toEqual(['files-2025-04-14', 'oauth-2025-04-20'])
  })

  test('the same with what the browser came back with, in its parts', async () => {
    await using stage = await openOAuthStage(server)
    const begun = toRecord((await stage.beginSignIn('claude-1')).text)
    const back = await follow(String(begun['authorize_url']))
    const parts = { id: begun['id'], ...Object.fromEntries(back.searchParams) }
    expect((await askJson(`${stage.gateway.url}/api/sign-ins/complete`, parts)).status).toBe(201)
  })

  test('anthropic-beta stands once where the caller says it, too, and where nobody says anything', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    await stage.call({ headers: ['anthropic-beta', 'oauth-2025-04-20'] })
    await stage.call()
    const betas = stage.provider.received().map(({ rawHeaders }) => toHeaders(rawHeaders)['anthropic-beta'])
    expect(betas).toEqual(['oauth-2025-04-20', 'oauth-2025-04-20'])
  })

  test('a client with a secret shows it as every vendor has to take it (RFC 6749, section 2.3.1)', async () => {
    const secret = 'canary+of the:client/secret%'
    const methods = ['client_secret_basic'] as const
    await using server = await openAuthorizationServer({
      clients: [{ ...PUBLIC_CLIENT, kind: 'confidential', secret, methods }],
    })
    await using stage = await openOAuthStage(server, { oauth: { client_secret: secret } })
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 2 })
  })
})

describe('a sign-in is refused', () => {
  test('with a code that was used: what came of it stays', async () => {
    await using stage = await openOAuthStage(server)
    const begun = toRecord((await stage.beginSignIn('claude-1')).text)
    const back = await follow(String(begun['authorize_url']))
    expect((await stage.completeSignIn(begun['id'], back)).status).toBe(201)
    const again = await stage.completeSignIn(begun['id'], back)
    expect(again.status).toBeGreaterThanOrEqual(400)
    expect(again.status).toBeLessThan(500)
    // Had the code been presented once more, a strict vendor would have taken everything back.
    expect(server.tokens.families()).toMatchObject([{ revoked: null }])
    expect((await stage.call()).status).toBe(200)
  })

  test.each([
    ['another state', (back: URL) => back.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (back: URL) => back.searchParams.delete('state')],
    ['another issuer', (back: URL) => back.searchParams.set('iss', 'https://elsewhere.test')],
    ['no code', (back: URL) => back.searchParams.delete('code')],
  ])('with %s, before the vendor is asked', async (_name, change) => {
    await using stage = await openOAuthStage(server)
    const begun = toRecord((await stage.beginSignIn('claude-1')).text)
    const back = await follow(String(begun['authorize_url']))
    change(back)
    expect((await stage.completeSignIn(begun['id'], back)).status).toBe(400)
    expect(server.requests()).toEqual([])
    expect(await listNames(stage.gateway.url)).toEqual([])
  })

  test('with an id that is not this gateway’s, that was changed, or that is none', async () => {
    await using other = await openOAuthStage(server)
    await using stage = await openOAuthStage(server)
    const foreign = toRecord((await other.beginSignIn('claude-1')).text)
    const own = String(toRecord((await stage.beginSignIn('claude-1')).text)['id'])
    const changed = own.slice(0, -8) + (own.at(-8) === 'A' ? 'B' : 'A') + own.slice(-7)
    const back = await follow(String(foreign['authorize_url']))
    for (const id of [foreign['id'], changed, 'nothing', '', null, undefined]) {
      const { status } = await stage.completeSignIn(id, back)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
    expect(server.requests()).toEqual([])
  })

  test('where the person says no', async () => {
    await using stage = await openOAuthStage(server)
    server.deny()
    await expect(stage.signIn('claude-1')).rejects.toThrow('access_denied')
    expect(await listNames(stage.gateway.url)).toEqual([])
  })

  test.each([
    ['a provider without endpoints', { provider: 'gemini' }],
    ['a provider that nobody knows', { provider: 'nobody' }],
    ['an account to sign in again that is not there', { account: '0'.repeat(24) }],
  ])('for %s', async (_name, more) => {
    await using stage = await openOAuthStage(server)
    const { status } = await stage.beginSignIn('claude-1', more)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })

  test.each([
    ['an answer that is no JSON', { kind: 'garble' }],
    ['no access token', { kind: 'alter', drop: ['access_token'] }],
    ['a token that is no Bearer token', { kind: 'alter', set: { token_type: 'DPoP' } }],
    ['an answer that is cut', { kind: 'unheard', cut: 'within-body' }],
    ['500', { kind: 'fail', status: 500 }],
    ['a redirect', { kind: 'redirect', to: 'http://127.0.0.1:9/' }],
  ] as const)('where the token endpoint answers with %s, and the next one is not', async (_name, step) => {
    await using stage = await openOAuthStage(server)
    server.troubles.script(step)
    await expect(stage.signIn('claude-1')).rejects.toThrow(/it was refused: (4\d\d|502)/)
    expect(await listNames(stage.gateway.url)).toEqual([])
    await stage.signIn('claude-1')
    expect((await stage.call()).status).toBe(200)
  })
})

test('who signs in again is the same account, under its id, and serves again', async () => {
  await using stage = await openOAuthStage(server, { standIns: 1 })
  const { id } = await stage.signIn('claude-1')
  server.tokens.revoke(1)
  expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
  await expect.poll(async () => (await stage.row('claude-1'))['state']).toBe('needs_sign_in')

  const begun = toRecord((await stage.beginSignIn('claude-1', { account: id })).text)
  const completed = await stage.completeSignIn(begun['id'], await follow(String(begun['authorize_url'])))
  expect(completed.status).toBe(200)
  expect(toRecord(completed.text)).toMatchObject({ id, state: 'serving', token: { error: null } })
  expect(new Set(await listNames(stage.gateway.url))).toEqual(new Set(['claude-1', 'key-1']))
  expect((await listNames(stage.gateway.url)).length).toBe(2)
  // The session is the key's by now, and stays there while it can.
  await changeAccount(stage, 'key-1', 'pause')
  expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
})

describe('a pool that holds OAuth accounts takes the strategy session only', () => {
  test('a pool with another one takes no OAuth account: 409', async () => {
    await using stage = await openOAuthStage(server, { config: { lb_strategy: 'round-robin' } })
    expect((await stage.beginSignIn('claude-1')).status).toBe(409)
    expect((await stage.beginSignIn('claude-1', { pool: 'lb' })).status).toBe(409)
  })

  test('with one in it, another strategy is refused: 409, and the old one stays', async () => {
    await using stage = await openOAuthStage(server)
    await stage.signIn('claude-1')
    const url = `${stage.gateway.url}/api/config/strategy`
    const told = await askJson(url, { strategy: 'weighted' }, { method: 'PUT' })
    expect(told.status).toBe(409)
    expect(told.text).toContain('claude-1')
    expect(toRecord((await ask(url)).text)).toMatchObject({ strategy: 'session' })
  })
})

test('an account that signed in is there after a restart, and asks for no new token', async () => {
  await using files = await openTemporaryFiles()
  const plan = { home: files.folder, vendorPort: await findFreePort() }
  {
    await using stage = await openOAuthStage(server, plan)
    await stage.signIn('claude-1')
    await stage.gateway.stop()
  }
  await using stage = await openOAuthStage(server, plan)
  expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
  expect(server.requests().length).toBe(1)
})

async function listNames(url: string): Promise<readonly unknown[]> {
  return toItems((await ask(`${url}/api/accounts`)).text).map(({ name }) => name)
}
