import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { ALL_FORMS, askIn } from '../harness/calls.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import { openWire } from '../harness/wire.ts'

const CALLERS = 'canary-credential-of-the-caller-0123456789'
const OWN = 'sk-ant-api03-canary-own-credential-of-the-caller'
const COOKIE = 'canary-cookie-0123456789'
const PROMPT = 'canary-prompt-that-nobody-should-keep'

/** Contract §4: the uuid and every credential are redacted in every log line; §7: no secret appears in any answer. */
test.each(['trace', 'info'])('at log level %s no secret is in any log, answer or file', async (level) => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-0123456789' }]
  await using stage = await openStage({
    anthropic: 2,
    gemini: 1,
    openai: 1,
    env: { LOG_LEVEL: level },
    config: { accounts },
  })
  let answers = ''
  const keep = (told: { text: string; headers: unknown }) => (answers += told.text + JSON.stringify(told.headers))
  const headers = ['x-api-key', CALLERS, 'authorization', `Bearer ${CALLERS}`, 'cookie', COOKIE]

  stage.script(1, { kind: 'refuse' }, { kind: 'break', at: 'after-body' })
  stage.script(2, { kind: 'limit', retryAfter: '1' }, { kind: 'error-first' }, { kind: 'truncate' })
  for (const base of [stage.lb, stage.gateway.url, `${stage.gateway.url}/${UUID}`]) {
    for (const form of ALL_FORMS) keep(await askIn(form, base, { headers }))
  }
  keep(await stage.message({ messages: [{ role: 'user', content: PROMPT }] }, { headers }))
  keep(await askJson(`${stage.lb}/v1beta/models/g:generateContent?key=${CALLERS}`, {}))
  keep(await askJson(`${stage.gateway.url}/${UUID}/v1/messages`, {}, { headers: ['x-api-key', OWN] }))
  keep(await ask(`${stage.gateway.url}/v1/models?key=${CALLERS}&api_key=${CALLERS}`, { headers }))
  keep(await ask(`${stage.lb}/nothing?key=${CALLERS}`))
  for (const path of [
    '/api/accounts',
    '/api/stats',
    '/api/requests',
    '/api/config',
    '/api/keys',
    '/health',
    '/metrics',
  ]) {
    keep(await ask(stage.gateway.url + path))
  }
  for (const path of ['status', 'config']) keep(await ask(`${stage.lb}/v1/load-balancer/${path}`))
  using wire = await openWire(stage.gateway.port)
  wire.send(
    `POST /${UUID}/lb/v1/messages?key=${CALLERS} HTTP/1.1\r\nHost: a\r\nHost: b\r\nx-api-key: ${CALLERS}\r\n\r\n`,
  )
  answers += await wire.until(/\r\n\r\n/)
  expect((await stage.gateway.stop()).code).toBe(0)

  const written = stage.gateway.stdout() + stage.gateway.stderr()
  const secrets = [...stage.keys, 'canary-of-pool-accounts-0123456789', CALLERS, OWN, COOKIE, UUID]
  for (const secret of secrets) {
    expect(written.includes(secret), `${secret} in the log`).toBe(false)
    expect(answers.includes(secret), `${secret} in an answer`).toBe(false)
  }
  expect(written).not.toContain(PROMPT)
  for (const file of await readdir(stage.gateway.home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'config.json') continue
    const bytes = await readFile(join(file.parentPath, file.name))
    for (const secret of [...secrets.filter((secret) => secret !== UUID), PROMPT]) {
      expect(bytes.includes(secret), `${secret} in ${file.name}`).toBe(false)
    }
  }
})

test('the log tells each request in one line at info, and the choice with its reason at debug', async () => {
  await using stage = await openStage({ anthropic: 3, env: { LOG_FORMAT: 'text' } })
  await stage.message()
  await stage.message()
  await expect.poll(() => stage.gateway.stderr()).toMatch(/load balancer selected key-2 \(round-robin\), 3 available/)
  await using quiet = await openStage({ anthropic: 1, env: { LOG_LEVEL: 'info', LOG_FORMAT: 'text' } })
  await quiet.message()
  await expect
    .poll(() =>
      quiet.gateway
        .stderr()
        .split('\n')
        .filter((line) => line.includes('/v1/messages')),
    )
    .toHaveLength(1)
  expect(quiet.gateway.stderr()).not.toContain('load balancer selected')
})
