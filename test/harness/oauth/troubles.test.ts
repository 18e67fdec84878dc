import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startFakeProvider } from '../../../src/demo/provider.ts'
import { ask, askJson } from '../ask.ts'
import type { Told } from '../ask.ts'
import type { AuthorizationServer } from '../authorization-server.ts'
import { openAuthorizationServer, PUBLIC_CLIENT } from '../authorization-server.ts'
import { pick, toRecord } from '../json.ts'
import { createStrictClient, follow, postForm } from './strict-client.ts'
import { toChallenge } from './codes.ts'
import type { SignedIn } from './strict-client.ts'
import { countRedemptions } from './token-requests.ts'
import type { TokenStep } from './troubles.ts'

/** What goes wrong by script. */
let server: AuthorizationServer
let signedIn: SignedIn

beforeEach(async () => {
  server = await openAuthorizationServer()
  signedIn = await createStrictClient(server).signIn()
})

afterEach(() => server[Symbol.asyncDispose]())

function refresh(): Promise<Told> {
  const { refreshToken } = signedIn
  const form = `grant_type=refresh_token&client_id=${PUBLIC_CLIENT.id}&refresh_token=${refreshToken}`
  return postForm(`${server.url}/token`, form)
}

describe('a request that is not carried out spends nothing', () => {
  test.each<[string, TokenStep, object]>([
    ['500', { kind: 'fail', status: 500 }, { status: 500 }],
    ['429', { kind: 'fail', status: 429, retryAfter: '7' }, { status: 429, headers: { 'retry-after': '7' } }],
    ['an error', { kind: 'refuse', error: 'invalid_grant' }, { status: 400 }],
    ['a redirect', { kind: 'redirect', to: 'http://elsewhere.test/' }, { status: 307 }],
  ])('%s', async (_name, step, told) => {
    server.troubles.script(step)
    expect(await refresh()).toMatchObject(told)
    expect((await refresh()).status).toBe(200)
    expect(server.requests().map(({ step }) => step)).toEqual(['serve', step.kind, 'serve'])
    expect(countRedemptions(server.requests())).toBe(1)
  })

  test('a broken connection', async () => {
    server.troubles.script({ kind: 'break' })
    await expect(refresh()).rejects.toThrow()
    expect((await refresh()).status).toBe(200)
  })

  test('an outage lasts until it is over', async () => {
    server.troubles.otherwise({ kind: 'fail', status: 503 })
    for (let count = 0; count < 3; count += 1) expect((await refresh()).status).toBe(503)
    server.troubles.otherwise({ kind: 'serve' })
    expect((await refresh()).status).toBe(200)
  })
})

describe('a request that is carried out has spent its token, though the answer is of no use', () => {
  test.each<[string, TokenStep]>([
    ['cut before its head', { kind: 'unheard', cut: 'before-head' }],
    ['cut before its body', { kind: 'unheard', cut: 'before-body' }],
    ['cut within its body', { kind: 'unheard', cut: 'within-body' }],
  ])('%s', async (_name, step) => {
    server.troubles.script(step)
    const told = await refresh().catch(() => null)
    expect(told?.end ?? 'cut').toBe('cut')
    expect(countRedemptions(server.requests())).toBe(1)
    expect(JSON.parse((await refresh()).text)).toMatchObject({ error: 'invalid_grant' })
    expect(server.tokens.families()).toMatchObject([{ revoked: 'reuse' }])
  })

  test('before its body the head is whole', async () => {
    server.troubles.script({ kind: 'unheard', cut: 'before-body' })
    expect(await refresh()).toMatchObject({ status: 200, text: '' })
  })

  test('malformed JSON', async () => {
    server.troubles.script({ kind: 'garble' })
    const { status, text } = await refresh()
    expect(status).toBe(200)
    expect(() => toRecord(text)).toThrow(SyntaxError)
    expect(countRedemptions(server.requests())).toBe(1)
  })

  test.each(['access_token', 'token_type', 'expires_in', 'refresh_token'])('%s is missing', async (field) => {
    server.troubles.script({ kind: 'alter', drop: [field] })
    const told = toRecord((await refresh()).text)
    expect(Object.keys(told).sort()).toEqual(
      ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope'].filter((name) => name !== field).sort(),
    )
  })

  test('a field says something else', async () => {
    server.troubles.script({ kind: 'alter', set: { token_type: 'DPoP', expires_in: '3600' } })
    expect(toRecord((await refresh()).text)).toMatchObject({ token_type: 'DPoP', expires_in: '3600' })
  })
})

describe('requests are held', () => {
  test('before they are carried out: nothing is spent yet', async () => {
    server.gate.hold('before-grant')
    const asked = refresh()
    await expect.poll(() => server.gate.waiting()).toBe(1)
    expect(countRedemptions(server.requests())).toBe(0)
    server.gate.release()
    expect((await asked).status).toBe(200)
  })

  test('after they are carried out: the token is spent, and nobody has heard', async () => {
    server.gate.hold('after-grant')
    const leaving = new AbortController()
    const form = `grant_type=refresh_token&client_id=${PUBLIC_CLIENT.id}&refresh_token=${signedIn.refreshToken}`
    const headers = ['content-type', 'application/x-www-form-urlencoded']
    const asked = ask(`${server.url}/token`, { headers, body: form, signal: leaving.signal })
    await expect.poll(() => server.gate.waiting()).toBe(1)
    leaving.abort()
    await expect(asked).rejects.toThrow()
    expect(countRedemptions(server.requests())).toBe(1)
    server.gate.release()
    expect(JSON.parse((await refresh()).text)).toMatchObject({ error: 'invalid_grant' })
  })

  test('one is held while later ones pass', async () => {
    server.gate.hold('before-grant')
    const asked = refresh()
    await expect.poll(() => server.gate.waiting()).toBe(1)
    server.gate.letPass()
    await createStrictClient(server).signIn()
    expect(server.gate.waiting()).toBe(1)
    server.gate.release()
    expect((await asked).status).toBe(200)
  })

  test('the moment of an answer can be waited for', async () => {
    const answered = server.nextAnswer()
    const asked = refresh()
    await answered
    expect(countRedemptions(server.requests())).toBe(1)
    expect((await asked).status).toBe(200)
  })
})

test('the fake provider takes what the server says is good: 200, and 401 authentication_error else', async () => {
  const provider = await startFakeProvider({ admits: server.admits })
  const call = (credential: string) =>
    askJson(`${provider.url}/v1/messages`, {}, { headers: ['authorization', `Bearer ${credential}`] })
  try {
    expect((await call(signedIn.accessToken)).status).toBe(200)
    expect((await call('sk-ant-api03-a-key')).status).toBe(200)
    server.tokens.endAccess()
    for (const credential of [signedIn.accessToken, signedIn.refreshToken, 'undefined']) {
      const told = await call(credential)
      expect(told.status).toBe(401)
      expect(pick(JSON.parse(told.text), 'error', 'type')).toBe('authentication_error')
    }
  } finally {
    await provider.close()
  }
})

test('every secret that it gave is known, to be looked for where none may show', async () => {
  const assertion = server.assertion()
  const told = toRecord((await refresh()).text)
  const { accessToken, refreshToken } = signedIn
  const tokens = [accessToken, refreshToken, told['access_token'], told['refresh_token'], assertion]
  expect(server.secrets()).toEqual(expect.arrayContaining(tokens))
  // And the code, and the verifier that came with it.
  expect(server.secrets().length).toBe(7)
})

test('as a process of its own it is driven over HTTP', async () => {
  const main = join(import.meta.dirname, '../authorization-server-main.ts')
  const child = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const url = /^listening on (\S+)\n$/.exec(String(line))?.[1] ?? ''
    const control = async (act: string, given: object) =>
      JSON.parse((await askJson(`${url}/__fake/${act}`, given)).text)
    await control('lifetimes', { lifetimes: [5] })
    await control('script', { otherwise: { kind: 'serve' }, steps: [{ kind: 'fail', status: 503 }] })

    const verifier = 'v'.repeat(43)
    const redirect = 'http://localhost:9/callback'
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: PUBLIC_CLIENT.id,
      redirect_uri: redirect,
      code_challenge: toChallenge(verifier),
      code_challenge_method: 'S256',
      state: 's',
    })
    const back = await follow(`${url}/authorize?${asked.toString()}`)
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: PUBLIC_CLIENT.id,
      redirect_uri: redirect,
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
    }).toString()
    expect((await postForm(`${url}/token`, form)).status).toBe(503)
    const told = toRecord((await postForm(`${url}/token`, form)).text)
    expect(told['expires_in']).toBe(5)

    const verify = async () =>
      JSON.parse((await ask(`${url}/__fake/verify?token=${String(told['access_token'])}`)).text).standing
    expect(await verify()).toBe('good')
    await control('shift', { ms: 5_000 })
    expect(await verify()).toBe('expired')
    const report = JSON.parse((await ask(`${url}/__fake/report`)).text)
    expect(report).toMatchObject({ requests: [{ outcome: 'none' }, { outcome: 'granted' }], families: [{ number: 1 }] })
    expect(await control('nothing', {})).toMatchObject({ error: expect.stringContaining('nothing') })
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  }
})
