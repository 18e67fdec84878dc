import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { findLeaksOnDisk } from '../harness/leaks.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import type { OAuthPlan, OAuthStage } from '../harness/oauth-stage.ts'
import { countRedemptions } from '../harness/oauth/token-requests.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import type { TemporaryFiles } from '../harness/temporary-files.ts'

/** kill -9 around a redemption: the token that was shown is spent, whatever became of the one that came for it. */
let server: AuthorizationServer
let files: TemporaryFiles
let plan: OAuthPlan

beforeEach(async () => {
  server = await openAuthorizationServer()
  files = await openTemporaryFiles()
  plan = { home: files.folder, vendorPort: await findFreePort(), standIns: 1 }
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await files[Symbol.asyncDispose]()
})

async function kill({ gateway }: OAuthStage): Promise<void> {
  gateway.signal('SIGKILL')
  await gateway.exited
}

/** Calls until something becomes of the account: it serves, or says what it needs. Every caller is answered. */
async function settle(stage: OAuthStage): Promise<unknown> {
  for (let count = 0; count < 20; count += 1) expect((await stage.call()).status).toBe(200)
  const { state, reason } = await stage.row('claude-1')
  if (state === 'needs_sign_in') expect(reason).toEqual(expect.any(String))
  return state
}

function checkDatabase(): unknown {
  using database = new DatabaseSync(join(files.folder, 'claudeflare.db'), { readOnly: true })
  return database.prepare('pragma integrity_check').get()
}

describe('kill -9', () => {
  test('after the vendor has redeemed, before it has answered: a person is asked, others serve, nothing loops', async () => {
    {
      await using stage = await openOAuthStage(server, plan)
      await stage.signIn('claude-1')
      server.tokens.endAccess()
      server.gate.hold('after-grant')
      const asked = stage.call().catch(() => null)
      await expect.poll(() => server.gate.waiting()).toBe(1)
      await kill(stage)
      server.gate.release()
      await asked
    }
    expect(countRedemptions(server.requests())).toBe(1)
    await using stage = await openOAuthStage(server, plan)
    expect(await settle(stage)).toBe('needs_sign_in')
    const asked = server.requests().length
    expect(await settle(stage)).toBe('needs_sign_in')
    expect(server.requests().length).toBe(asked)
    await stage.gateway.stop()
    expect(checkDatabase()).toEqual({ integrity_check: 'ok' })
    expect(await findLeaksOnDisk(stage, server.secrets())).toEqual([])
  })

  test.each([1, 2, 3])(
    'as soon as the answer has left the vendor: the account serves or says what it needs (%i)',
    async () => {
      {
        await using stage = await openOAuthStage(server, plan)
        await stage.signIn('claude-1')
        server.tokens.endAccess()
        const answered = server.nextAnswer()
        const asked = stage.call().catch(() => null)
        await answered
        await kill(stage)
        await asked
      }
      await using stage = await openOAuthStage(server, plan)
      expect(['serving', 'needs_sign_in']).toContain(await settle(stage))
      await stage.gateway.stop()
      expect(checkDatabase()).toEqual({ integrity_check: 'ok' })
    },
  )

  test('as soon as a caller has been served with a new token: it was kept before it was used', async () => {
    {
      await using stage = await openOAuthStage(server, plan)
      await stage.signIn('claude-1')
      server.tokens.endAccess()
      expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 2 })
      await kill(stage)
    }
    await using stage = await openOAuthStage(server, plan)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 1 })
    server.tokens.endAccess()
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1', attempts: 2 })
    expect(server.tokens.families()).toMatchObject([{ revoked: null }])
    expect(countRedemptions(server.requests())).toBe(2)
  })

  test('as soon as a sign-in is answered: the account is there', async () => {
    {
      await using stage = await openOAuthStage(server, plan)
      await stage.signIn('claude-1')
      await kill(stage)
    }
    await using stage = await openOAuthStage(server, plan)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'claude-1' })
  })
})

describe('an answer that is never heard, without any kill', () => {
  test.each([
    ['cut before its head', { kind: 'unheard', cut: 'before-head' }],
    ['cut within its body', { kind: 'unheard', cut: 'within-body' }],
    ['garbled', { kind: 'garble' }],
  ] as const)('%s: callers are served by others, and the account says what it needs', async (_name, step) => {
    await using stage = await openOAuthStage(server, plan)
    await stage.signIn('claude-1')
    server.tokens.endAccess()
    server.troubles.script(step)
    expect(await stage.call()).toMatchObject({ status: 200, account: 'key-1' })
    for (let count = 0; count < 20; count += 1) expect((await stage.call()).status).toBe(200)
    await expect.poll(() => stage.stateAfterCall('claude-1')).not.toBe('serving')
    // The one that was not heard, and at most a few tries after it.
    expect(server.requests().length - 1).toBeLessThanOrEqual(3)
  })
})
