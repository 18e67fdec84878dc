import { describe, expect, it } from 'vitest'
import { createFixture, mint, NOW, UUID } from './control-fixture.ts'
import { sessionBody } from './contract.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const FAR = { peer: '203.0.113.9' }
const HOST = ['host', 'gateway.example']
const OURS = ['origin', 'http://gateway.example']

const admin = mint({ name: 'boss', scopes: ['admin'] })
const caller = mint()

type Fixture = ReturnType<typeof createFixture>

function headOf(...headers: readonly string[]) {
  return { ...FAR, headers: [...HOST, ...headers] }
}

function valueOf(answer: Response): string {
  return /^claudeflare_session=([A-Za-z0-9_-]{43});/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
}

async function signIn({ send }: Fixture, key = admin.key): Promise<string> {
  const answer = await send('/api/session', { method: 'POST', key, head: FAR })
  expect(answer.status).toBe(201)
  return `claudeflare_session=${valueOf(answer)}`
}

describe('signing in', () => {
  it('takes an admin key in a header or in the body, and gives a cookie that only we can read', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    for (const sent of [{ key: admin.key }, { json: { key: admin.key } }]) {
      const answer = await fixture.send('/api/session', { method: 'POST', head: FAR, ...sent })
      expect([answer.status, sessionBody.parse(await answer.json())]).toEqual([
        201,
        { kind: 'session', name: 'boss', expires_at: NOW + 12 * HOUR },
      ])
      expect(answer.headers.get('set-cookie')).toMatch(
        /^claudeflare_session=[A-Za-z0-9_-]{43}; Path=\/api; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      )
    }
  })

  it('gives a cookie for TLS alone where the caller speaks TLS', async () => {
    const { send } = createFixture({ keys: [admin.record] })
    const answer = await send('/api/session', { method: 'POST', key: admin.key, head: { ...FAR, tls: true } })
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  it.each([
    ['nothing', {}, 401],
    ['no key in the body', { json: {} }, 401],
    ['an empty key', { json: { key: '' } }, 401],
    ['a wrong key', { json: { key: 'cf_wrong' } }, 401],
    ['a key that is no text', { json: { key: 5 } }, 401],
    ['something beside the key', { json: { key: admin.key, x: 1 } }, 401],
    ['a body that is no JSON', { body: '{', contentType: 'application/json' }, 401],
    ['a key in a body that is not called JSON', { body: `{"key":"${admin.key}"}`, contentType: 'text/plain' }, 401],
    ['a key without the scope', { json: { key: caller.key } }, 403],
    ['a key without the scope in a header', { key: caller.key }, 403],
    ['two keys that differ', { key: caller.key, json: { key: admin.key } }, 401],
    ['the hash of a key', { json: { key: admin.record.hash } }, 401],
  ])('is refused with %s, and counted in the log without it', async (_, sent, status) => {
    const { send, warnings } = createFixture({ keys: [admin.record, caller.record] })
    const answer = await send('/api/session', { method: 'POST', head: FAR, ...sent })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null])
    expect(warnings).toEqual(['a sign-in to the control API was refused (1 since the start)'])
  })

  it('with an expired key is refused', async () => {
    const expired = mint({ scopes: ['admin'], expiresAt: NOW })
    const { send } = createFixture({ keys: [admin.record, expired.record] })
    expect((await send('/api/session', { json: { key: expired.key } })).status).toBe(401)
  })

  it('is not needed while no key exists: 409', async () => {
    const { send } = createFixture()
    expect((await send('/api/session', { json: { key: 'cf_any' } })).status).toBe(409)
    expect((await send('/api/session', { json: { key: 'cf_any' }, head: FAR })).status).toBe(403)
    expect(await (await send('/api/session')).json()).toEqual({ kind: 'open', name: null, expires_at: null })
  })

  it('again ends the session before', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const cookie = await signIn(fixture)
    const again = { method: 'POST', key: admin.key, head: headOf('cookie', cookie) }
    expect((await fixture.send('/api/session', again)).status).toBe(201)
    expect((await fixture.send('/api/keys', { head: headOf('cookie', cookie) })).status).toBe(401)
  })
})

describe('a session', () => {
  it('does what its key does, and says who one is', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const head = headOf('cookie', await signIn(fixture))
    expect((await fixture.send('/api/accounts', { head })).status).toBe(200)
    expect(await (await fixture.send('/api/session', { head })).json()).toMatchObject({ kind: 'session', name: 'boss' })
    const paused = await fixture.send('/api/accounts/key-1/pause', {
      method: 'POST',
      head: headOf(...OURS, ...head.headers),
    })
    expect(paused.status).toBe(200)
  })

  it('serves our own pages alone', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const cookie = ['cookie', await signIn(fixture)]
    const pause = { method: 'POST', head: headOf(...cookie, 'sec-fetch-site', 'cross-site') }
    expect((await fixture.send('/api/accounts/key-1/pause', pause)).status).toBe(403)
    expect((await fixture.send('/api/accounts/key-1/pause', { method: 'POST', head: headOf(...cookie) })).status).toBe(
      403,
    )
    const read = { head: headOf(...cookie, 'origin', 'https://evil.example') }
    expect((await fixture.send('/api/accounts', read)).status).toBe(403)
    const del = { method: 'DELETE', head: headOf(...cookie) }
    expect((await fixture.send('/api/session', del)).status).toBe(403)
  })

  it('opens /api alone', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const head = headOf('cookie', await signIn(fixture))
    expect((await fixture.send('/metrics', { head })).status).toBe(401)
    const reset = await fixture.send(`/${UUID}/lb/v1/load-balancer/reset`, {
      method: 'POST',
      head: headOf(...OURS, ...head.headers),
    })
    expect(reset.status).toBe(401)
  })

  it('gives way to a key that comes beside it', async () => {
    const fixture = createFixture({ keys: [admin.record, caller.record] })
    const head = headOf('cookie', await signIn(fixture))
    expect((await fixture.send('/api/accounts', { head, key: caller.key })).status).toBe(403)
    expect((await fixture.send('/api/accounts', { head, key: 'cf_wrong' })).status).toBe(401)
    const foreign = headOf('cookie', 'claudeflare_session=x', 'origin', 'https://evil.example')
    expect((await fixture.send('/api/accounts', { head: foreign, key: admin.key })).status).toBe(200)
  })

  it('ends when it is signed out, and its cookie goes', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const head = headOf('cookie', await signIn(fixture), ...OURS)
    const out = await fixture.send('/api/session', { method: 'DELETE', head })
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await fixture.send('/api/session', { head })).status).toBe(401)
  })

  it('ends with its key', async () => {
    const other = mint({ scopes: ['admin'] })
    const fixture = createFixture({ keys: [admin.record, other.record] })
    const head = headOf('cookie', await signIn(fixture, other.key))
    expect((await fixture.send('/api/keys', { head })).status).toBe(200)
    await fixture.send(`/api/keys/${other.record.id}`, { method: 'DELETE', key: admin.key })
    expect((await fixture.send('/api/keys', { head })).status).toBe(401)
  })

  it('ends when its key expires', async () => {
    const brief = mint({ scopes: ['admin'], expiresAt: NOW + HOUR })
    const fixture = createFixture({ keys: [admin.record, brief.record] })
    const head = headOf('cookie', await signIn(fixture, brief.key))
    expect(await (await fixture.send('/api/session', { head })).json()).toMatchObject({ expires_at: NOW + HOUR })
    fixture.clock.now += HOUR
    expect((await fixture.send('/api/keys', { head })).status).toBe(401)
  })

  it('ends 12 hours after its last use; use is noted once a minute, and sends the cookie anew', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const cookie = await signIn(fixture)
    const use = () => fixture.send('/api/accounts', { head: headOf('cookie', cookie) })
    fixture.clock.now += MINUTE - 1
    expect((await use()).headers.get('set-cookie')).toBeNull()
    fixture.clock.now += 1
    expect((await use()).headers.get('set-cookie')).toMatch(new RegExp(`^${cookie}; .*Max-Age=43200`))
    expect((await use()).headers.get('set-cookie')).toBeNull()
    fixture.clock.now += 12 * HOUR - 1
    expect((await use()).status).toBe(200)
    fixture.clock.now += 12 * HOUR
    expect((await use()).status).toBe(401)
  })

  it('is kept as a hash: neither the value nor the key is anywhere', async () => {
    const fixture = createFixture({ keys: [admin.record] })
    const cookie = await signIn(fixture)
    const value = cookie.slice('claudeflare_session='.length)
    const kept = await fixture.deps.sessions.find(fixture.deps.hash(value), NOW)
    expect(kept).toEqual({
      hash: fixture.deps.hash(value),
      keyId: admin.record.id,
      keyHash: admin.record.hash,
      createdAt: NOW,
      usedAt: NOW,
    })
  })
})
