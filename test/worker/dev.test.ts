import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { askJson } from '../harness/ask.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { listen } from '../harness/events.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import { readObjects } from '../harness/object-files.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import { openWire, toStatus } from '../harness/wire.ts'
import { runWorkerToEnd } from '../harness/worker-runtime.ts'

const SIGN_IN = 'POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n'

describe('worker:dev refuses to start, with exit status 2 and a sentence', () => {
  test.each([
    ['HOST beyond this machine', { HOST: '0.0.0.0' }, /HOST 0\.0\.0\.0 .*this machine alone/],
    ['a setting that cannot be used', { LB_STRATEGY: 'fastest' }, /LB_STRATEGY "fastest" from the environment/],
    [
      'TLS of its own',
      { TLS_CERT: '/cert', TLS_KEY: '/key' },
      /TLS_CERT from the environment cannot be used: in a Worker/,
    ],
    [
      'another database',
      { DATABASE_URL: 'sqlite:x.db' },
      /DATABASE_URL from the environment cannot be used: in a Worker/,
    ],
    ['a snapshot more often than each second', { KV_PUBLISH_INTERVAL: '500ms' }, /KV_PUBLISH_INTERVAL "500ms"/],
  ])('%s', async (_name, env, says) => {
    const exit = await runWorkerToEnd({ env })
    expect(exit).toMatchObject({ code: 2, stdout: '' })
    expect(exit.stderr).toMatch(says)
  })

  test('a port in use', async () => {
    await using stage = await openStage()
    const exit = await runWorkerToEnd({ env: { PORT: String(stage.gateway.port) } })
    expect(exit.code).toBe(2)
    expect(exit.stderr).toContain(`port ${stage.gateway.port} of 127.0.0.1 is in use`)
  })

  test('a state folder in use', async () => {
    await using stage = await openStage()
    const exit = await runWorkerToEnd({ home: stage.gateway.home })
    expect(exit.code).toBe(2)
    expect(exit.stderr).toContain('is in use by process')
  })
})

test('one plain line on standard output; SIGTERM ends it with exit status 0', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  const exit = await stage.gateway.stop()
  expect(exit).toMatchObject({ code: 0, stdout: `listening on ${stage.gateway.url}\n` })
})

test('SIGTERM does not wait for whoever listens to /api/events', async () => {
  await using stage = await openStage({ anthropic: 1 })
  using ear = await listen(stage.gateway.port)
  expect(ear.heard().map(({ event }) => event)).toContain('hello')
  expect(await stage.gateway.stop()).toMatchObject({ code: 0 })
})

test('SIGTERM does not wait for a request that never comes whole, and tells of no error', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const { port, url } = stage.gateway
  await askJson(`${url}/api/keys`, { name: 'admin', scopes: ['admin'] })
  using first = await openWire(port)
  first.send(`${SIGN_IN}{`)
  // The second request of a connection, in chunks.
  using second = await openWire(port)
  second.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
  await second.until(/"ok"/)
  second.send(`${SIGN_IN.replace('Content-Length: 9', 'Transfer-Encoding: chunked')}5\r\n{`)
  using other = await openWire(port)
  other.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
  await other.until(/"ok"/)
  const stopped = stage.gateway.stop()
  expect(toStatus(await first.toEnd())).toBe(408)
  expect(await second.toEnd()).toContain('HTTP/1.1 408')
  expect(await stopped).toMatchObject({ code: 0, stderr: '' })
})

test('SIGTERM cuts what goes on beyond drain_timeout_ms, and keeps its record', async () => {
  await using files = await openTemporaryFiles()
  const plan = { anthropic: 1, home: files.folder, config: { drain_timeout_ms: 500 } }
  const begun = Promise.withResolvers<string>()
  {
    await using stage = await openStage(plan)
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 60_000 } })
    const asked = stage.message({ stream: true }, { onData: () => begun.resolve('begun') })
    await begun.promise
    expect(await stage.gateway.stop()).toMatchObject({ code: 0 })
    expect((await asked).end).toBe('cut')
  }
  await using stage = await openStage(plan)
  expect(await getJson(`${stage.gateway.url}/api/requests`)).toMatchObject({
    items: [{ status: 200, tried: ['key-1'] }],
  })
})

test('no secret stands in a file while it runs, in a command line, or in what it leaves', async () => {
  // Gateways of other tests begin beside this one, and have theirs in a file for a moment.
  const secret = 'sk-ant-canary-of-this-test-alone-0123456789'
  await using stage = await openStage({ env: { LOAD_BALANCER_API_KEYS: secret } })
  expect((await stage.message()).status).toBe(200)
  const commands = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
  expect(commands).toContain('workerd')
  expect(commands).not.toContain(secret)
  const left = globSync('claudeflare-worker-*/*', { cwd: tmpdir() }).map((name) => join(tmpdir(), name))
  expect(left.length).toBeGreaterThan(0)
  const texts = left.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile()).map((path) => readText(path))
  expect(texts.filter((text) => text.includes(secret))).toEqual([])
})

test('after kill -9 no workerd is left, and what was known is known again', async () => {
  await using files = await openTemporaryFiles()
  const plan = { anthropic: 3, strategy: 'session', home: files.folder, vendorPort: await findFreePort() }
  const first = await openStage(plan)
  for (let count = 0; count < 4; count += 1) await first.message()
  await changeAccount(first, 'key-1', 'pause')
  await first.message()
  const onDisk = () => readObjects(files.folder, 'claudeflare-pools', 'select record from totals')
  await expect.poll(onDisk).toContain('"totalRequests":5')
  first.gateway.signal('SIGKILL')
  await first.gateway.exited
  await first[Symbol.asyncDispose]()
  await using second = await openStage(plan)
  expect(await totalOf(second.lb)).toBe(5)
  await second.message()
  // Key 2 holds the session that it got when key 1 was paused.
  expect(second.hits()).toEqual([0, 1, 0])
})

/** Empty where it has gone: other gateways of other tests come and go beside this one. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function totalOf(lb: string): Promise<unknown> {
  return pick(await getJson(`${lb}/v1/load-balancer/status`), 'loadBalancer', 'stats', 'totalRequests')
}
