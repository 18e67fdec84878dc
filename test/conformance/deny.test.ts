import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createControlApi } from '../../src/admin/control-api.ts'
import { createFixture } from '../../src/admin/control-fixture.ts'
import { MODEL_OPERATIONS } from '../../src/protocols/recognise.ts'
import { VENDOR_PATHS } from '../../src/protocols/vendor-paths.ts'
import { ask } from '../harness/ask.ts'
import type { Told } from '../harness/ask.ts'
import { isRecord, pick, toItems } from '../harness/json.ts'
import { UUID } from '../harness/settings.ts'
import { getJson, MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { gatherStrangers } from '../harness/strangers.ts'
import type { Stranger, Strangers } from '../harness/strangers.ts'

/** Deny by default: on a server that has a key, no route that the running code knows answers whoever has none for it. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const WRONG_UUIDS = ['an-unknown-uuid-0123456789', UUID.slice(0, -1), `${UUID}x`, UUID.toUpperCase()]
/** Of a test's sockets; the gateway has its own idea. */
const AT_ONCE = 24

interface Door {
  readonly method: string
  readonly path: string
}

let stage: Stage
let strangers: Strangers

beforeAll(async () => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-1' }]
  stage = await openStage({
    anthropic: 1,
    gemini: 1,
    openai: 1,
    env: { CLAUDEFLARE_ADMIN_KEY: ADMIN, LOG_LEVEL: 'error' },
    config: { accounts },
  })
  strangers = await gatherStrangers(stage.gateway.url, ADMIN)
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Every route of the control API, as the code that serves it has it; with those below a uuid. */
function ownRoutes(): readonly Door[] {
  return createControlApi(createFixture().deps)
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, path }))
}

/** Paths below `/api`: known, with ids that exist and such that do not, and unknown. */
async function controlPaths(): Promise<readonly string[]> {
  const listed = await ask(`${stage.gateway.url}/api/accounts`, { headers: ['x-api-key', ADMIN] })
  const account = toItems(listed.text).find(({ name }) => name === 'key-1')
  const ids = [strangers.keyId, String(account?.['id']), 'key-1', 'nobody']
  const described = pick(
    await getJson(`${stage.gateway.url}/api/openapi.json`, { headers: ['x-api-key', ADMIN] }),
    'paths',
  )
  const names = isRecord(described) ? Object.keys(described).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1')) : []
  const templates = new Set([...names, ...ownRoutes().map(({ path }) => path)])
  expect(templates.size).toBeGreaterThan(15)
  const below = [...templates].filter((path) => path.startsWith('/api'))
  const filled = below.flatMap((path) => (path.includes(':') ? ids.map((id) => path.replaceAll(/:\w+/g, id)) : [path]))
  return [
    ...filled,
    '/api',
    '/api/',
    '/api/nothing',
    '/api/keys/',
    '/api/session/nothing',
    '/api/hello/nothing',
    '/ap%69/keys',
  ]
}

function vendorDoors(): readonly Door[] {
  const listed = VENDOR_PATHS.map(({ method, segments }) => ({
    method,
    path: segments.map((segment) => segment.replace('{}', 'some-id')).join('/'),
  }))
  const onModels = Object.keys(MODEL_OPERATIONS).flatMap((name) =>
    ['v1', 'v1beta'].map((version) => ({ method: 'POST', path: `/${version}/models/gemini-3:${name}` })),
  )
  const others = ['/v1/', '/v1/nothing', '/v1beta/nothing', '/v1/organizations/me', '/v1/oauth/token']
  return [...listed, ...onModels, ...others.flatMap(atEveryMethod)]
}

function atEveryMethod(path: string): readonly Door[] {
  return METHODS.map((method) => ({ method, path }))
}

interface Tried extends Door {
  readonly by: string
  readonly told: Told
}

/** Everybody at every door. */
async function tryAll(doors: readonly Door[], who: readonly Stranger[]): Promise<readonly Tried[]> {
  const waiting = doors.flatMap((door) => who.map((stranger) => ({ door, stranger })))
  const tried: Tried[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { door, stranger } = next
      tried.push({ ...door, by: stranger.name, told: await knock(door, stranger) })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return tried
}

function knock({ method, path }: Door, { headers }: Stranger): Promise<Told> {
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
  const body = hasBody ? { body: JSON.stringify(path.startsWith('/api') ? {} : MESSAGE) } : {}
  const sent = hasBody ? ['content-type', 'application/json', ...headers] : headers
  return ask(stage.gateway.url + path, { method, headers: sent, ...body })
}

/** Who was let in, in words; an interim or a redirect is no refusal either. */
function letIn(tried: readonly Tried[]): readonly string[] {
  return tried
    .filter(({ told }) => told.status < 400)
    .map(({ method, path, by, told }) => `${method} ${path} with ${by}: ${told.status}`)
}

function withoutId({ told }: Tried): string {
  return told.text.replaceAll(told.headers['x-claudeflare-request-id'] ?? '-', 'ID')
}

function everybody(): readonly Stranger[] {
  return [...strangers.unknown, ...strangers.expired]
}

describe('nobody is let in', () => {
  test('to any path of /api, with any method', async () => {
    const { call, metrics, stateful } = strangers.lower
    const doors = (await controlPaths()).flatMap(atEveryMethod)
    const tried = await tryAll(doors, [...everybody(), call, metrics, stateful])
    expect(letIn(tried.filter(({ path }) => path !== '/api/hello'))).toEqual([])
  })

  test('to /metrics, or what is nothing', async () => {
    const { call, stateful } = strangers.lower
    const doors = [
      '/metrics',
      '/index.html',
      '/site.json',
      '/assets/',
      '/dashboard',
      '/nothing',
      '/lb/v1/messages',
      '/v1',
      '/v2/models',
    ].flatMap(atEveryMethod)
    expect(letIn(await tryAll(doors, [...everybody(), call, stateful, strangers.session]))).toEqual([])
  })

  test("to a vendor's path without a uuid", async () => {
    const { admin, metrics } = strangers.lower
    const before = stage.provider.counts().total
    expect(letIn(await tryAll(vendorDoors(), [...everybody(), admin, metrics, strangers.session]))).toEqual([])
    expect(stage.provider.counts().total).toBe(before)
  })

  test("to a vendor's path, or the management, below a uuid that is wrong", async () => {
    const below = ownRoutes().filter(({ path }) => path.startsWith('/:uuid'))
    expect(below).toHaveLength(3)
    const doors = WRONG_UUIDS.flatMap((uuid) => [
      ...vendorDoors().flatMap(({ method, path }) =>
        [`/${uuid}`, `/${uuid}/lb`].map((base) => ({ method, path: base + path })),
      ),
      ...below.map(({ method, path }) => ({ method, path: path.replace(':uuid', uuid) })),
      ...[`/${uuid}/api/hello`, `/${uuid}/lb/api/hello`, `/${uuid}`, `/${uuid}/`].flatMap(atEveryMethod),
    ])
    const before = stage.provider.counts().total
    const tried = await tryAll(doors, [{ name: 'nothing', headers: [] }, strangers.lower.call])
    expect(letIn(tried)).toEqual([])
    expect(new Set(tried.map(({ told }) => told.status))).toEqual(new Set([404]))
    expect(stage.provider.counts().total).toBe(before)
  })

  test('to reset pool lb by the uuid alone', async () => {
    const { call, metrics, stateful } = strangers.lower
    const doors = [{ method: 'POST', path: `/${UUID}/lb/v1/load-balancer/reset` }]
    expect(letIn(await tryAll(doors, [...everybody(), call, metrics, stateful, strangers.session]))).toEqual([])
  })
})

const isShown = ({ method }: Tried): boolean => method === 'GET' || method === 'HEAD'

test('the shell of the dashboard answers anybody with GET and HEAD alone, and the same whoever asks', async () => {
  const doors = ['/', '/accounts', '/requests/some-id', '/sign-in', '/favicon.svg'].flatMap(atEveryMethod)
  const tried = await tryAll(doors, [...everybody(), strangers.lower.call, strangers.lower.admin])
  expect(letIn(tried.filter((one) => !isShown(one)))).toEqual([])
  for (const { path } of doors) {
    const shown = tried.filter((one) => one.path === path && isShown(one))
    expect(new Set(shown.map(({ told }) => told.status))).toEqual(new Set([200]))
    expect(new Set(shown.filter(({ method }) => method === 'GET').map(({ told }) => told.text)).size).toBe(1)
  }
})

test('what answers anybody is /health, /health/live and /api/hello, with GET and HEAD, and tells nothing more', async () => {
  const doors = [...ownRoutes().map(({ path }) => path), '/api/hello'].filter((path) => !path.includes(':'))
  const tried = await tryAll([...new Set(doors)].flatMap(atEveryMethod), [{ name: 'nothing', headers: [] }])
  const open = tried.filter(({ told }) => told.status < 400)
  expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
    ['/api/hello', '/health', '/health/live'].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]).toSorted(),
  )
  for (const { told } of open) expect(['', '{"status":"ok"}']).toContain(told.text)
})

describe('a stranger learns nothing of what there is:', () => {
  test('known and unknown paths of /api answer alike, whatever the method, ids that exist and such that do not', async () => {
    const doors = (await controlPaths()).flatMap(atEveryMethod)
    for (const stranger of everybody()) {
      const tried = (await tryAll(doors, [stranger])).filter(({ path }) => path !== '/api/hello')
      const answers = new Set(tried.map(({ method, told }) => `${told.status} ${method === 'HEAD' ? '' : told.text}`))
      expect([stranger.name, [...answers].filter((answer) => answer !== '401 ').length]).toEqual([stranger.name, 1])
    }
  })

  test('without a key, known and unknown paths of vendors are 401', async () => {
    const tried = await tryAll(vendorDoors(), [{ name: 'nothing', headers: [] }])
    expect(new Set(tried.map(({ told }) => told.status))).toEqual(new Set([401]))
  })

  test('a right uuid with nothing below it answers as a wrong one does', async () => {
    const answers = await tryAll(
      [UUID, ...WRONG_UUIDS]
        .flatMap((uuid) => [`/${uuid}/nothing`, `/${uuid}/lb`])
        .flatMap(atEveryMethod)
        .filter(({ method }) => method !== 'HEAD'),
      [{ name: 'nothing', headers: [] }],
    )
    expect(new Set(answers.map((answer) => `${answer.told.status} ${withoutId(answer)}`)).size).toBe(1)
  })
})
