import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { createDemo } from './demo.ts'
import type { Demo } from './demo.ts'

let demo: Demo

afterEach(() => demo.stop())

test('its accounts are served by its provider', async () => {
  demo = await createDemo()
  const [account] = demo.accounts
  const answer = await fetch(`${account?.base_url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': account?.api_key ?? '' },
    body: '{"model":"claude-sonnet-5"}',
  })
  expect([200, 529]).toContain(answer.status)
  expect(new Set(demo.accounts.map(({ api_key }) => api_key)).size).toBe(demo.accounts.length)
})

test('its callers speak all three protocols through the load balancer', async () => {
  demo = await createDemo()
  const paths = new Set<string>()
  const gateway = createServer((request, response) => {
    paths.add(request.url ?? '')
    request.resume()
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const address = gateway.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  demo.drive({ url: `http://127.0.0.1:${address.port}`, uuid: 'u' })
  await expect
    .poll(() => [...paths].sort(), { timeout: 15_000 })
    .toEqual([
      '/u/lb/v1/chat/completions',
      '/u/lb/v1/messages',
      '/u/lb/v1beta/models/gemini-3.7-flash:generateContent',
      '/u/lb/v1beta/models/gemini-3.7-flash:streamGenerateContent?alt=sse',
    ])
  gateway.close()
})
