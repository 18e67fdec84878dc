import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { runToEnd } from '../harness/built-server.ts'
import { openStage } from '../harness/stage.ts'

/** Contract §2: the process: how it starts, drains and ends. */
let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cf-test-'))
})

afterEach(() => rm(home, { recursive: true, force: true }))

describe('the start', () => {
  test('one plain line on standard output, nothing else; logs go to standard error', async () => {
    await using stage = await openStage({ anthropic: 1, env: { LOG_FORMAT: 'json' } })
    await stage.message()
    expect(stage.gateway.stdout()).toBe(`listening on ${stage.gateway.url}\n`)
    await expect.poll(() => stage.gateway.stderr()).toContain('/v1/messages')
  })

  test('a second server in the same state folder is refused', async () => {
    await using stage = await openStage({ anthropic: 1, home })
    const exit = await runToEnd({ home })
    expect(exit.code).not.toBe(0)
    expect(exit.stderr).toContain(home)
    expect((await stage.message()).status).toBe(200)
  })

  test('a port in use is one sentence', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const exit = await runToEnd({ home, env: { PORT: String(stage.gateway.port) } })
    expect(exit.code).toBeGreaterThan(0)
    expect(exit.stderr).toContain(String(stage.gateway.port))
    expect(exit.stderr).not.toMatch(/^\s+at /m)
  })
})

describe('SIGTERM drains', () => {
  test('streams in flight finish, no new connection is taken, exit status 0', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 1200 } })
    const begun = Promise.withResolvers<void>()
    const asked = stage.message({ stream: true }, { onData: () => begun.resolve() })
    await begun.promise
    stage.gateway.signal('SIGTERM')
    await expect
      .poll(() =>
        ask(`${stage.gateway.url}/health/live`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused')
    expect(await asked).toMatchObject({ status: 200, end: 'ended' })
    expect((await stage.gateway.exited).code).toBe(0)
  })

  test('an idle server ends at once', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await stage.message()
    // The caller's connection is kept: it would be another 75 s before it closed by itself.
    const from = performance.now()
    expect((await stage.gateway.stop()).code).toBe(0)
    expect(performance.now() - from).toBeLessThan(30_000)
  })

  test('SIGINT does the same', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.gateway.signal('SIGINT')
    expect((await stage.gateway.exited).code).toBe(0)
  })

  test('drain_timeout_ms bounds it', async () => {
    await using stage = await openStage({ anthropic: 1, config: { drain_timeout_ms: 500 } })
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 60_000 } })
    const begun = Promise.withResolvers<void>()
    const asked = stage.message({ stream: true }, { onData: () => begun.resolve() })
    await begun.promise
    stage.gateway.signal('SIGTERM')
    const from = performance.now()
    await stage.gateway.exited
    // Without a bound it would be the vendor's minute.
    expect(performance.now() - from).toBeLessThan(45_000)
    expect((await asked).end).toBe('cut')
  })

  test('the same signal twice, as npm delivers it, is one; another a second later ends it', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 60_000 } })
    const begun = Promise.withResolvers<void>()
    const asked = stage.message({ stream: true }, { onData: () => begun.resolve() })
    await begun.promise
    stage.gateway.signal('SIGTERM')
    stage.gateway.signal('SIGTERM')
    await expect.poll(() => stage.gateway.stderr()).toContain('shutting down')
    const from = performance.now()
    await expect.poll(() => performance.now() - from, { interval: 100, timeout: 30_000 }).toBeGreaterThan(1100)
    let ended = false
    void stage.gateway.exited.then(() => (ended = true))
    await Promise.resolve()
    expect(ended).toBe(false)
    stage.gateway.signal('SIGTERM')
    await stage.gateway.exited
    // Else the vendor's minute would be waited for.
    expect(performance.now() - from).toBeLessThan(45_000)
    expect((await asked).end).toBe('cut')
  })
})

describe('an end with something to remember has exit status 0', () => {
  test('cooldowns, and what is disabled and paused', async () => {
    await using stage = await openStage({ anthropic: 4 })
    stage.script(1, { kind: 'limit', retryAfter: '300' })
    stage.script(2, { kind: 'refuse' })
    await stage.message()
    await changeAccount(stage, 'key-4', 'pause')
    expect((await stage.gateway.stop()).code).toBe(0)
  })

  test('a session', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'session' })
    await changeAccount(stage, 'key-1', 'pause')
    await stage.message()
    await changeAccount(stage, 'key-1', 'resume')
    expect((await stage.gateway.stop()).code).toBe(0)
  })

  test('what the API changed of a configuration without a file', async () => {
    const accounts = [{ name: 'inline-1', pool: 'lb', provider: 'anthropic', api_key: 'canary-of-inline-1' }]
    await using stage = await openStage({ env: { CLAUDEFLARE_CONFIG_JSON: JSON.stringify({ accounts }) } })
    const url = `${stage.gateway.url}/api/config/strategy`
    expect((await askJson(url, { strategy: 'time-window' }, { method: 'PUT' })).status).toBe(200)
    expect((await stage.message()).status).toBe(200)
    expect((await stage.gateway.stop()).code).toBe(0)
  })
})

test('after kill -9 the state is sound and the start succeeds', async () => {
  {
    await using stage = await openStage({ anthropic: 1, home })
    for (let count = 0; count < 5; count += 1) await stage.message()
    stage.gateway.signal('SIGKILL')
    await stage.gateway.exited
  }
  await using stage = await openStage({ anthropic: 1, home })
  expect((await stage.message()).status).toBe(200)
})
