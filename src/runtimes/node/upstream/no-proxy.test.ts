import { expect, test } from 'vitest'
import { isProxied } from './no-proxy.ts'

test.each([
  ['api.anthropic.com', null, true],
  ['api.anthropic.com', '*', false],
  ['api.anthropic.com', 'anthropic.com', false],
  ['api.anthropic.com', '.anthropic.com', false],
  ['api.anthropic.com', 'other.com, ANTHROPIC.com', false],
  ['notanthropic.com', 'anthropic.com', true],
  ['localhost', 'localhost:8080', true],
  ['localhost', 'localhost:443', false],
  ['127.0.0.1', '127.0.0.1', false],
  ['::1', '[::1]', false],
])('%s with NO_PROXY %s: through the proxy %s', (host, noProxy, proxied) => {
  expect(isProxied(host, '443', noProxy)).toBe(proxied)
})
