import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { ALL_FORMS, askIn } from '../harness/calls.ts'
import { findLeaks, findLeaksOnDisk } from '../harness/leaks.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'

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
  await stage.gateway.stop()

  const secrets = [...stage.keys, 'canary-of-pool-accounts-0123456789', CALLERS, OWN, COOKIE]
  expect(findLeaks(stage, [...secrets, UUID, PROMPT])).toEqual([])
  expect([...secrets, UUID].filter((secret) => answers.includes(secret))).toEqual([])
  expect(await findLeaksOnDisk(stage, [...secrets, PROMPT])).toEqual([])
})
