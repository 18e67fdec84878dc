import type { Step } from '../../../src/demo/step.ts'
import { ALL_FORMS, FORMS } from '../calls.ts'
import { MESSAGE } from '../stage.ts'
import type { Run } from './run.ts'

/** What an account's vendor says that repeats the credential it was asked with, wherever it can. */
export function toEchoes(credential: string): readonly Step[] {
  const words = { type: credential, code: credential, status: credential, message: `this key is wrong: ${credential}` }
  const body = JSON.stringify({ type: 'error', error: { ...words, details: { error_code: credential } } })
  const headers = [
    ['content-type', 'application/json'],
    ['x-echo', credential],
    ['anthropic-ratelimit-unified-status', credential],
    ['anthropic-ratelimit-unified-representative-claim', credential],
    ['retry-after', credential],
  ] as const
  const events = [['content-type', 'text/event-stream']] as const
  const whole = JSON.stringify({ id: credential, type: 'message', model: credential, usage: { input_tokens: 1 } })
  const start = JSON.stringify({ type: 'message_start', message: { id: credential, model: credential, usage: {} } })
  const statuses = [400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 529]
  return [
    ...statuses.map((status): Step => ({ kind: 'raw', status, headers, body })),
    { kind: 'raw', status: 200, headers, body: whole },
    { kind: 'raw', status: 200, headers: events, body: `event: message_start\ndata: ${start}\n\n` },
    { kind: 'raw', status: 200, headers: events, body: `event: error\ndata: ${body}\n\n` },
    { kind: 'raw', status: 302, headers: [['location', `http://elsewhere.test/?key=${credential}`]], body: '' },
    { kind: 'wire', text: `HTTP/1.1 200 ${credential}\r\n${credential}: ${credential}\r\n\r\n` },
    { kind: 'wire', text: `${credential}\r\n\r\n` },
  ]
}

const TROUBLES: readonly Step[] = [
  { kind: 'break', at: 'after-body' },
  { kind: 'break', at: 'mid-stream' },
  { kind: 'truncate' },
  { kind: 'error-first' },
  { kind: 'error-later' },
  { kind: 'refuse' },
  { kind: 'forbid' },
  { kind: 'credit' },
  { kind: 'overload' },
]

/** Every form of call on every way in, with vendors that fail in every way and repeat what they were asked with. */
export async function useVendors(run: Run, keys: readonly string[]): Promise<void> {
  const { canaries, stage, uuid, by, call } = run
  const { provider } = stage
  const own = canaries.make('a caller’s own credential', 'sk-ant-')
  const headers = ['cookie', `a=${canaries.make('a cookie')}`, 'x-auth-token', canaries.make('a header', 'sk-ant-')]
  const prompt = { role: 'user', content: canaries.make('what a caller asks') }
  const callers = await run.makeKey({ name: 'caller', pools: ['lb'] })
  for (const base of [`/${uuid}/lb`, `/${uuid}`]) {
    for (const form of ALL_FORMS) await call(base + FORMS[form].path, FORMS[form].body, { credential: own, headers })
  }
  const echoes = toEchoes('').length
  for (let shift = 0; shift < 2; shift += 1) {
    for (const [index, key] of keys.entries()) {
      const step = toEchoes(key)[(index + shift * 7) % echoes]
      if (step !== undefined) provider.on(key).script([step])
    }
    for (let count = 0; count < keys.length; count += 1) {
      const body = { ...MESSAGE, messages: [prompt], stream: count % 2 === shift }
      await call(`/${uuid}/lb/v1/messages`, body, { credential: own, headers })
      await call('/v1/messages', body, { credential: callers.key, headers })
    }
    await resetAccounts(run)
  }
  for (const step of TROUBLES) {
    for (const key of keys) provider.on(key).script([step])
    for (let count = 0; count < 3; count += 1)
      await call(`/${uuid}/lb/v1/messages`, { ...MESSAGE, messages: [prompt], stream: true }, own)
  }
  provider.reset()
  await resetAccounts(run)

  const far = await run.makeKey({ name: 'far', pools: ['far'] })
  await call('/v1/chat/completions', { model: 'a', messages: [] }, far.key)
  await by('DELETE', `/api/keys/${callers.id}`)
  await call('/v1/messages', MESSAGE, callers.key)
}

async function resetAccounts({ by, uuid }: Run): Promise<void> {
  await by('POST', `/${uuid}/lb/v1/load-balancer/reset`, {})
}
