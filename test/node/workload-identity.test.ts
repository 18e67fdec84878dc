import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { FEDERATION_RULE, openAuthorizationServer } from '../harness/authorization-server.ts'
import { toHeaders } from '../harness/headers.ts'
import { pick, toRecord } from '../harness/json.ts'
import { findLeaks, findLeaksOnDisk } from '../harness/leaks.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import type { TemporaryFiles } from '../harness/temporary-files.ts'

/** Workload identity: tokens that an account exchanges an identity of its machine for (RFC 7523). */
let server: AuthorizationServer
let files: TemporaryFiles
let assertion_file: string

beforeEach(async () => {
  server = await openAuthorizationServer()
  files = await openTemporaryFiles()
  assertion_file = await files.write('assertion', `${server.assertion()}\n`)
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await files[Symbol.asyncDispose]()
})

function countExchanges(): number {
  return server.requests().filter(({ endpoint }) => endpoint === 'exchange').length
}

describe('a workload’s account', () => {
  test('serves with a token that its identity was exchanged for', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file } })
    const ids = { service_account_id: FEDERATION_RULE.serviceAccountId, workspace_id: FEDERATION_RULE.workspaceIds[1] }
    const made = await stage.addWorkload('ci-1', ids)
    expect(made.status).toBe(201)
    expect(toRecord(made.text)).toMatchObject({ name: 'ci-1', kind: 'workload_identity' })
    expect(await stage.call()).toMatchObject({ status: 200, account: 'ci-1', attempts: 1 })
    const seen = toHeaders(stage.provider.received().at(-1)?.rawHeaders ?? [])
    expect(seen['authorization']).toMatch(/^Bearer canary-access-/)
    expect(seen['anthropic-beta']).toBe('oauth-2025-04-20')
    expect(server.requests()).toMatchObject([{ outcome: 'granted', endpoint: 'exchange' }])
    expect(await stage.row('ci-1')).toMatchObject({ state: 'serving', token: { error: null } })
  })

  test('whose identity is in the environment does the same', async () => {
    const env = { IDENTITY_OF_THE_TESTS: server.assertion() }
    await using stage = await openOAuthStage(server, { env, workload: { assertion: '${IDENTITY_OF_THE_TESTS}' } })
    expect((await stage.addWorkload('ci-1')).status).toBe(201)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'ci-1' })
  })

  test('50 calls at once: one exchange', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file } })
    await stage.addWorkload('ci-1')
    const told = await Promise.all(Array.from({ length: 50 }, () => stage.call()))
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200))
    expect(countExchanges()).toBe(1)
  })

  test('a 401: one exchange more, the call is repeated, and counted', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file }, standIns: 1 })
    await stage.addWorkload('ci-1')
    await stage.call()
    server.tokens.endAccess()
    expect(await stage.call()).toMatchObject({ status: 200, account: 'ci-1', attempts: 2 })
    expect(countExchanges()).toBe(2)
  })

  test('the file is read anew for each exchange, since others renew it', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file }, standIns: 1 })
    await stage.addWorkload('ci-1')
    expect(await stage.call()).toMatchObject({ status: 200, account: 'ci-1' })
    // An hour and more later both have ended, the token and the identity that it was got for.
    server.shift(4_000_000)
    await writeFile(assertion_file, server.assertion())
    expect(await stage.call()).toMatchObject({ status: 200, account: 'ci-1', attempts: 2 })
  })

  test('an identity that is refused: others serve, and nothing loops', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file }, standIns: 1 })
    await stage.addWorkload('ci-1', { federation_rule_id: 'fdrl_other' })
    for (let count = 0; count < 20; count += 1)
      expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    expect(countExchanges()).toBeLessThanOrEqual(3)
    await expect.poll(() => stage.stateAfterCall('ci-1')).not.toBe('serving')
  })

  test('a file that is not there: others serve, and the row says why', async () => {
    await using stage = await openOAuthStage(server, {
      workload: { assertion_file: `${assertion_file}-of-nobody` },
      standIns: 1,
    })
    await stage.addWorkload('ci-1')
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    expect(String(pick(await stage.row('ci-1'), 'token', 'error'))).toContain('assertion-of-nobody')
    expect(countExchanges()).toBe(0)
  })

  test('no identity and no token is in any log, answer or file of its own', async () => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file }, env: { LOG_LEVEL: 'trace' } })
    const made = await stage.addWorkload('ci-1')
    await stage.call()
    server.troubles.script({ kind: 'garble' })
    server.tokens.endAccess()
    await stage.call()
    const answers = made.text + JSON.stringify(await stage.row('ci-1'))
    await stage.gateway.stop()
    expect(server.secrets().filter((secret) => answers.includes(secret))).toEqual([])
    expect(findLeaks(stage, server.secrets())).toEqual([])
    expect(await findLeaksOnDisk(stage, server.secrets())).toEqual([])
  })

  test.each([
    ['no rule', { federation_rule_id: undefined }],
    ['no organisation', { organization_id: undefined }],
    ['a key besides', { api_key: 'sk-ant-canary-of-a-key-besides' }],
  ])('is refused with %s', async (_name, more) => {
    await using stage = await openOAuthStage(server, { workload: { assertion_file } })
    const { status } = await stage.addWorkload('ci-1', more)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })
})
