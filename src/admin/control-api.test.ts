import { describe, expect, it } from 'vitest'
import { account, createFixture, mint, NOW, SECRET, UUID } from './control-fixture.ts'
import { problemBody } from './contract.ts'
import { OPERATIONS } from './operations.ts'
import { createControlApi } from './control-api.ts'
import { pickProblem } from './problem-fixture.ts'

const FAR = { peer: '203.0.113.9' }

describe('a path that can be read in two ways', () => {
  it.each(['/api/requests/%00', '/api/accounts/a%2Fb'])('is a problem with 400, whoever asks: %s', async (path) => {
    const answer = await createFixture().send(path)
    expect(answer.status).toBe(400)
    expect(await pickProblem(answer)).toContain('more than one way')
  })
})

describe('who may use the control API', () => {
  it('is anyone on this machine while no key exists, and nobody else', async () => {
    const { send } = createFixture()
    expect((await send('/api/accounts')).status).toBe(200)
    const refused = await send('/api/accounts', { head: FAR })
    expect(refused.status).toBe(403)
    expect(problemBody.parse(await refused.json()).code).toBe('forbidden')
  })

  it('is not a page of another site', async () => {
    const { send } = createFixture()
    const headers = ['host', 'localhost:8080', 'origin', 'https://evil.example']
    const sent = { method: 'PUT', json: { strategy: 'weighted' }, head: { headers } }
    expect((await send('/api/config/strategy', sent)).status).toBe(403)
  })

  it('is asked before paths: a stranger gets 401 for what exists and for what does not', async () => {
    const { send } = createFixture({ keys: [mint({ scopes: ['admin'] }).record] })
    for (const path of ['/api', '/api/', '/api/accounts', '/api/nothing', '/api/keys/x', '/ap%69/keys', '/metrics']) {
      const refused = await send(path)
      expect([path, refused.status]).toEqual([path, 401])
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  it('is an admin key, from anywhere; a key without the scope gets 403', async () => {
    const admin = mint({ scopes: ['admin'] })
    const caller = mint()
    const { send } = createFixture({ keys: [admin.record, caller.record] })
    expect((await send('/api/accounts', { key: admin.key, head: FAR })).status).toBe(200)
    expect((await send('/api/accounts', { key: caller.key, head: FAR })).status).toBe(403)
    expect((await send('/api/nothing', { key: admin.key })).status).toBe(404)
  })

  it('is the key of the environment', async () => {
    const { send } = createFixture({ adminKey: 'correct-horse' })
    expect((await send('/api/accounts')).status).toBe(401)
    expect((await send('/api/accounts', { key: 'correct-horse', head: FAR })).status).toBe(200)
  })
})

describe('a query', () => {
  const reads = OPERATIONS.filter(({ method, path }) => method === 'get' && path.startsWith('/api/'))
  const paths = [...new Set(['/api/openapi.json', ...reads.map(({ path }) => path)])]

  it.each(paths)('that is not known is refused in the same words everywhere: %s', async (path) => {
    const { send } = createFixture()
    const asked = path.replace(':name', 'lb').replace(':id', 'key-1')
    const answer = await send(`${asked}?limits=2`)
    expect([answer.status, await pickProblem(answer)]).toEqual([
      400,
      expect.stringMatching(/^"limits" is not known here/),
    ])
    expect((await send(`${asked}?limits=2`, { method: 'HEAD' })).status).toBe(400)
  })

  it('is not looked at before the path and the credential are', async () => {
    expect((await createFixture().send('/api/nothing?limits=2')).status).toBe(404)
    const { send } = createFixture({ keys: [mint({ scopes: ['admin'] }).record] })
    expect((await send('/api/keys?limits=2')).status).toBe(401)
  })
})

describe('an answer of the control API', () => {
  it('may not be kept, sniffed, framed or read by another site', async () => {
    const { send } = createFixture()
    for (const path of ['/api/accounts', '/api/nothing', '/health', '/nothing']) {
      const { headers } = await send(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('is a problem of RFC 9457 where something is wrong', async () => {
    const { send } = createFixture()
    const answer = await send('/api/accounts/nobody')
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(problemBody.parse(await answer.json())).toMatchObject({ status: 404, title: 'Not Found', code: 'not_found' })
  })

  it('names the methods that a path has', async () => {
    const { send } = createFixture()
    const answer = await send('/api/config/strategy', { method: 'DELETE' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT'])
  })

  it('holds no credential, wherever one looks', async () => {
    const { send } = createFixture()
    const paths = OPERATIONS.filter(({ method, events }) => method === 'get' && events === undefined).map(({ path }) =>
      path.replace(':id', 'key-1'),
    )
    const ours = [`/${UUID}/lb/v1/load-balancer/status`, `/${UUID}/lb/v1/load-balancer/config`]
    for (const path of [...paths, ...ours]) {
      const text = await (await send(path)).text()
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain('canary')
    }
  })

  it('says nothing of an error that nobody foresaw, which goes to the log', async () => {
    const { deps, send, bugs } = createFixture()
    deps.boards().get('lb')
    const broken = createControlApi({
      ...deps,
      boards: () => {
        throw new Error('canary')
      },
    })
    const head = { path: '/', query: '', headers: ['host', 'localhost'], httpVersion: '1.1', peer: '::1', tls: false }
    const answer = await broken.fetch(new Request('http://localhost/api/stats'), { head })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('canary')
    expect(bugs).toHaveLength(1)
    expect((await send('/api/stats')).status).toBe(200)
  })
})

describe('a body', () => {
  const put = { method: 'PUT' }

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; a="b"; Charset="ISO-8859-1"', 415],
    ['application/json;charset=UTF8', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
  ])('of type %s is answered %i', async (contentType, status) => {
    const { send } = createFixture()
    const body = '{"strategy":"weighted"}'
    expect((await send('/api/config/strategy', { ...put, body, contentType })).status).toBe(status)
  })

  it('without a type is refused', async () => {
    const { send } = createFixture()
    expect((await send('/api/config/strategy', { ...put, body: '{"strategy":"weighted"}' })).status).toBe(415)
    expect((await send('/api/accounts/key-1/pause', { body: '{}', contentType: 'text/plain' })).status).toBe(415)
    expect((await send('/api/accounts/key-1/resume', { body: '{}', contentType: 'text/plain' })).status).toBe(415)
    expect((await send('/api/accounts/key-1/reset', { body: '{}', contentType: 'text/plain' })).status).toBe(415)
  })

  it.each(['', '{', 'null', '[]', '"session"', '{"strategy":"weighted","x":1}', '{"strategy":["weighted"]}'])(
    'that is %j is refused with 400 and changes nothing',
    async (body) => {
      const { send, written } = createFixture()
      expect((await send('/api/config/strategy', { ...put, body, contentType: 'application/json' })).status).toBe(400)
      expect(written).toEqual([])
    },
  )

  it('of more than 1 MB is refused with 413', async () => {
    const { send } = createFixture()
    const json = { name: 'x'.repeat(1024 * 1024) }
    expect((await send('/api/keys', { json })).status).toBe(413)
  })
})

describe('health', () => {
  it('is ok for anyone while some account can serve', async () => {
    const { send } = createFixture({ adminKey: 'correct-horse' })
    const answer = await send('/health', { head: FAR })
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
    expect((await send('/health/live', { head: FAR })).status).toBe(200)
  })

  it('is 503 where none can, and live all the same', async () => {
    const { send, clock } = createFixture({ accounts: [account('key-1')] })
    expect((await send('/health')).status).toBe(200)
    await send('/api/accounts/key-1/pause', { method: 'POST' })
    clock.now = NOW + 1_000
    expect([(await send('/health')).status, (await send('/health/live')).status]).toEqual([503, 200])
    expect((await createFixture({ accounts: [] }).send('/health')).status).toBe(503)
  })

  it('is 503 while the server drains', async () => {
    const { send, clock } = createFixture()
    clock.draining = true
    expect((await send('/health')).status).toBe(503)
    expect((await send('/health/live')).status).toBe(200)
  })
})

it('says that no dashboard was built at the address of a page alone, as it was sent', async () => {
  const { send } = createFixture()
  const detail = async (path: string) => problemBody.parse(await (await send(path)).json()).detail
  expect(await detail('/accounts')).toContain('npm run build:dashboard')
  for (const path of ['/%61ccounts', '/accounts/', '/nothing']) {
    expect(await detail(path)).toBe('There is nothing at this path.')
  }
})

describe('the description', () => {
  it('has every route of /api, and no other', () => {
    const { deps } = createFixture()
    const routes = createControlApi(deps)
      .routes.filter(
        ({ method, path }) => method !== 'ALL' && !path.startsWith('/:uuid') && path !== '/api/openapi.json',
      )
      .map(({ method, path }) => `${method} ${path}`)
    const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(described.toSorted()).toEqual(routes.toSorted())
  })

  it('is OpenAPI 3.1 whose answers are what the routes answer', async () => {
    const { send } = createFixture()
    const description: unknown = await (await send('/api/openapi.json')).json()
    expect(description).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      paths: {
        '/api/accounts/{id}/pause': { post: { responses: { 200: {} } } },
        '/api/sign-ins/complete': { post: { responses: { 200: {}, 201: {} } } },
        '/health': { get: { responses: { 200: {}, 503: { content: { 'application/json': {} } } } } },
      },
    })
    for (const { method, path, answer } of OPERATIONS) {
      if (method !== 'get' || answer === undefined || path.startsWith('/api/requests/')) continue
      const told: unknown = await (await send(path.replace(':id', 'key-1').replace(':name', 'lb'))).json()
      expect([path, answer.safeParse(told).error]).toEqual([path, undefined])
    }
  })
})
