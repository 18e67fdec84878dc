import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTokenEndpoint, type TokenEndpoint } from '../accounts/token-endpoint-fixture.ts'
import { signInBegun } from './account-contract.ts'
import { accountRow } from './contract.ts'
import { pickProblem } from './problem-fixture.ts'
import { createStoredFixture } from './stored-accounts-fixture.ts'

const REDIRECT = 'http://127.0.0.1:1455/callback'

type Fixture = Awaited<ReturnType<typeof createStoredFixture>>

let endpoint: TokenEndpoint
let fixture: Fixture
let granted = 0

beforeEach(async () => {
  endpoint = await openTokenEndpoint()
  granted = 0
  endpoint.answer = () => {
    granted += 1
    const body = { access_token: `at-canary-${granted}`, refresh_token: `rt-canary-${granted}`, token_type: 'Bearer' }
    return { body: { ...body, expires_in: 3_600 } }
  }
  fixture = await createStoredFixture(given())
})
afterEach(() => endpoint[Symbol.asyncDispose]())

function given(change: object = {}) {
  const oauth = {
    authorization_endpoint: 'https://vendor.example/authorize',
    token_endpoint: `${endpoint.url}/token`,
    client_id: 'ours',
    ...change,
  }
  return { file: { providers: { anthropic: { oauth } }, pools: { spread: { strategy: 'weighted' } } } }
}

const begin = (json: object = {}) =>
  fixture.send('/api/sign-ins', { json: { provider: 'anthropic', redirect_uri: REDIRECT, ...json } })

const complete = (json: object) => fixture.send('/api/sign-ins/complete', { json })

async function begun(json: object = {}) {
  const answer = await begin(json)
  expect(answer.status).toBe(201)
  const body = signInBegun.parse(await answer.json())
  return { ...body, state: new URL(body.authorize_url).searchParams.get('state') ?? '' }
}

async function signIn(json: object = {}) {
  const { id, state } = await begun(json)
  return complete({ id, redirected_to: `${REDIRECT}?code=c&state=${state}` })
}

async function refusal(answer: Response): Promise<[number, string]> {
  return [answer.status, await pickProblem(answer)]
}

describe('a sign-in', () => {
  it('begins with where to go, and keeps nothing: what was begun is sealed', async () => {
    const { id, authorize_url: url, redirect_uri: redirectUri, expires_at: expiresAt } = await begun({ name: 'me' })
    expect([redirectUri, expiresAt]).toEqual([REDIRECT, fixture.clock.now + 600_000])
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(REDIRECT)
    expect(id).toMatch(/^v1\.[\w-]+$/)
    expect(fixture.store.rows.size).toBe(0)
    expect(endpoint.requests).toEqual([])
  })

  it.each([
    [
      'the address that the person came back to',
      (state: string) => ({ redirected_to: `${REDIRECT}?code=c&state=${state}` }),
    ],
    ['code and state', (state: string) => ({ code: 'c', state })],
  ])('is completed with %s, and the account shows no token', async (_what, toAnswer) => {
    const { id, state } = await begun({ name: 'me', weight: 2, note: 'mine' })
    const answer = await complete({ id, ...toAnswer(state) })
    const text = await answer.text()
    expect([answer.status, JSON.parse(text)]).toMatchObject([
      201,
      {
        name: 'me',
        kind: 'oauth',
        pool: 'accounts',
        weight: 2,
        note: 'mine',
        maskedKey: '***',
        state: 'serving',
        token: { expiresAt: fixture.clock.now + 3_600_000, error: null },
      },
    ])
    expect(text).not.toContain('canary')
    expect(JSON.stringify([...fixture.store.rows.values()])).not.toContain('canary')
  })

  it('that took longer than ten minutes is refused, and the code not redeemed', async () => {
    const { id, state } = await begun()
    fixture.clock.now += 600_000
    expect(await refusal(await complete({ id, code: 'c', state }))).toEqual([
      400,
      expect.stringContaining('10 minutes'),
    ])
    expect(endpoint.requests).toEqual([])
  })

  it('just before that is not', async () => {
    const { id, state } = await begun()
    fixture.clock.now += 599_999
    expect((await complete({ id, code: 'c', state })).status).toBe(201)
  })

  it('that another installation began, or whose ticket was changed, is refused', async () => {
    const { id, state } = await begun()
    const middle = Math.floor(id.length / 2)
    const changed = id.slice(0, middle) + (id[middle] === 'A' ? 'B' : 'A') + id.slice(middle + 1)
    fixture = await createStoredFixture(given())
    for (const ticket of [id, changed, 'v1.', 'nothing']) {
      const [status, detail] = await refusal(await complete({ id: ticket, code: 'c', state }))
      expect([status, detail]).toEqual([400, expect.stringContaining('not begun here')])
    }
    expect(endpoint.requests).toEqual([])
  })

  it('takes no answer to another one: the state tells', async () => {
    const [mine, yours] = [await begun(), await begun()]
    const mixed = await complete({ id: mine.id, code: 'c', state: yours.state })
    expect(await refusal(mixed)).toEqual([400, expect.stringContaining('state')])
    expect(endpoint.requests).toEqual([])
  })

  it('that the person turned down tells so', async () => {
    const { id, state } = await begun()
    const answer = await complete({ id, redirected_to: `${REDIRECT}?error=access_denied&state=${state}` })
    expect(await refusal(answer)).toEqual([400, expect.stringContaining('access_denied')])
  })

  it('whose code is spent is 400, and of a server that fails 502', async () => {
    endpoint.answer = () => ({ status: 400, body: { error: 'invalid_grant' } })
    expect(await refusal(await signIn())).toEqual([400, expect.stringContaining('invalid_grant')])
    endpoint.answer = () => ({ status: 500, body: '' })
    expect(await refusal(await signIn())).toEqual([502, expect.stringContaining('answered 500')])
    expect(fixture.store.rows.size).toBe(0)
  })

  it('of a server with a name takes no answer of another (RFC 9207)', async () => {
    fixture = await createStoredFixture(given({ issuer: 'https://vendor.example/' }))
    const { id, state } = await begun()
    const wrong = await complete({ id, code: 'c', state, iss: 'https://attacker.example/' })
    expect(wrong.status).toBe(400)
    expect(endpoint.requests).toEqual([])
    const again = await begun()
    const right = { id: again.id, code: 'c', state: again.state, iss: 'https://vendor.example/' }
    expect((await complete(right)).status).toBe(201)
  })

  it.each([
    [{ provider: undefined }, 400, 'provider: it is missing'],
    [{ provider: 'unheard-of' }, 400, 'not known'],
    [{ provider: 'openai' }, 409, 'providers.openai.oauth'],
    [{ redirect_uri: undefined }, 400, 'redirect_uri: it is missing; accepted is'],
    [{ redirect_uri: 'https://attacker.example/callback' }, 400, 'redirect_uri: accepted is'],
    [{ redirect_uri: 'http://127.0.0.1.attacker.example/' }, 400, 'redirect_uri'],
    [{ redirect_uri: 'http://127.0.0.1:80@attacker.example/' }, 400, 'redirect_uri'],
    [{ redirect_uri: 'http://127.0.0.1\\@attacker.example/' }, 400, 'redirect_uri'],
    [{ account: 'nobody' }, 404, 'nobody'],
    [{ name: '${HOME}' }, 400, 'names a variable'],
    [{ pool: 'spread' }, 409, 'session only'],
  ])('asked for with %j is %i', async (json, status, says) => {
    expect(await refusal(await begin(json))).toEqual([status, expect.stringContaining(says)])
  })

  it.each(['http://127.0.0.1:8080/x', 'http://[::1]:9/x', 'http://localhost:1455', 'http://127.0.0.1'])(
    'comes back to %s as it was said, letter by letter',
    async (redirectUri) => {
      const { authorize_url: url } = await begun({ redirect_uri: redirectUri })
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(redirectUri)
    },
  )

  it('comes back to what the config file names, letter by letter', async () => {
    const redirectUri = 'https://gateway.example:443/Back?to=here'
    fixture = await createStoredFixture(given({ redirect_uri: redirectUri }))
    for (const json of [{ redirect_uri: undefined }, { redirect_uri: redirectUri }]) {
      expect(await begun(json)).toMatchObject({ redirect_uri: redirectUri })
    }
  })

  it('for a pool that is not of sessions, or under a name that is taken, is refused before anybody goes there', async () => {
    await fixture.send('/api/accounts', { json: { name: 'taken', pool: 'lb', api_key: 'sk-ant-0123456789' } })
    expect(await refusal(await begin({ pool: 'lb' }))).toEqual([409, expect.stringContaining('session only')])
    expect(await refusal(await begin({ name: 'taken' }))).toEqual([409, expect.stringContaining('taken')])
  })

  it('whose name was taken while the person was away adds nothing', async () => {
    const { id, state } = await begun({ name: 'me' })
    await fixture.send('/api/accounts', { json: { name: 'me', api_key: 'sk-ant-0123456789' } })
    expect(await refusal(await complete({ id, code: 'c', state }))).toEqual([409, expect.stringContaining('me')])
    expect(fixture.store.rows.size).toBe(1)
  })
})

describe('somebody who signs in again', () => {
  it('leaves the account what it was, with other tokens, and no need for it', async () => {
    const before = accountRow.parse(await (await signIn({ name: 'me' })).json())
    const [row] = [...fixture.store.rows.values()]
    if (row !== undefined) await fixture.service.book.needSignIn(row, 'invalid_grant')
    expect(await (await fixture.send('/api/accounts/me')).json()).toMatchObject({
      state: 'needs_sign_in',
      reason: 'invalid_grant',
      token: { error: 'invalid_grant' },
    })
    const again = await signIn({ provider: undefined, account: 'me' })
    expect([again.status, await again.json()]).toMatchObject([
      200,
      { id: before.id, name: 'me', state: 'serving', token: { error: null } },
    ])
    const account = fixture.service.book.find(before.id)
    const token = account === null ? null : await fixture.service.tokens.obtain(account)
    expect(token?.kind === 'ready' ? token.token.reveal() : token?.why).toBe('at-canary-2')
  })

  it('to an account that is gone meanwhile is told', async () => {
    await signIn({ name: 'me' })
    const { id, state } = await begun({ provider: undefined, account: 'me' })
    await fixture.send('/api/accounts/me', { method: 'DELETE' })
    expect((await complete({ id, code: 'c', state })).status).toBe(404)
    expect(fixture.store.rows.size).toBe(0)
  })

  it('to an account of a key cannot', async () => {
    await fixture.send('/api/accounts', { json: { name: 'key', api_key: 'sk-ant-0123456789' } })
    expect(await refusal(await begin({ provider: undefined, account: 'key' }))).toEqual([
      409,
      expect.stringContaining('nobody signs in for'),
    ])
  })
})

describe('an account that somebody signed in to', () => {
  it('cannot be moved to a pool of another strategy, nor be given a key', async () => {
    await signIn({ name: 'me' })
    const move = await fixture.send('/api/accounts/me', { method: 'PATCH', json: { pool: 'lb' } })
    expect(await refusal(move)).toEqual([409, expect.stringContaining('session only')])
    const key = await fixture.send('/api/accounts/me', { method: 'PATCH', json: { api_key: 'sk-ant-0123456789' } })
    expect(await refusal(key)).toEqual([409, expect.stringContaining('has no key')])
  })
})

it('GET /api/providers tells where people can sign in, and no secret', async () => {
  fixture = await createStoredFixture(given({ client_secret: 'canary-of-a-client' }))
  const text = await (await fixture.send('/api/providers')).text()
  expect(JSON.parse(text).items).toContainEqual(
    expect.objectContaining({ name: 'anthropic', oauth: true, workload_identity: false }),
  )
  expect(text).not.toContain('canary')
})
