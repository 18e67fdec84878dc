import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestHead } from '../gateway/request-head.ts'
import { createFixture } from './control-fixture.ts'
import { createControlApi } from './control-api.ts'

describe('the control API on a socket', () => {
  const { deps, stored } = createFixture()
  const api = createControlApi(deps)
  let server: Server
  let url: string

  beforeAll(async () => {
    const listener = getRequestListener(
      (request, env) => {
        const head: RequestHead = {
          path: new URL(request.url).pathname,
          query: '',
          headers: 'incoming' in env && 'rawHeaders' in env.incoming ? env.incoming.rawHeaders : [],
          httpVersion: env.incoming.httpVersion,
          peer: env.incoming.socket.remoteAddress ?? null,
          tls: false,
        }
        return api.fetch(request, { head })
      },
      { overrideGlobalObjects: false },
    )
    server = createServer((request, response) => void listener(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })

  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('answers a program on this machine, and no page of another site', async () => {
    const answer = await fetch(`${url}/api/accounts`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    const foreign = await fetch(`${url}/api/accounts`, { headers: { origin: 'http://localhost:3000' } })
    expect(foreign.status).toBe(403)
  })

  it('takes a body that comes in pieces', async () => {
    const body = new Blob(['{"name":"root",', '"scopes":["call"]}']).stream()
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/keys`, { method: 'POST', headers, body, duplex: 'half' })
    expect(answer.status).toBe(409)
  })

  it('refuses a body that grows beyond 1 MB while it comes, whose length was never told', async () => {
    const body = new Blob([`{"name":"`, 'x'.repeat(2 * 1024 * 1024), '","scopes":["admin"]}']).stream()
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/keys`, { method: 'POST', headers, body, duplex: 'half' })
    expect(answer.status).toBe(413)
    expect(stored.size).toBe(0)
  })

  it('takes an action that has no body', async () => {
    const answer = await fetch(`${url}/api/accounts/key-1/pause`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toMatchObject([200, { state: 'paused' }])
  })

  it('answers HEAD as GET, without the body', async () => {
    const answer = await fetch(`${url}/health`, { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })
})
