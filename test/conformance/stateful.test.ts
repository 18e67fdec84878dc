import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFakeProvider } from '../../src/demo/provider.ts'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import type { Ask, Told } from '../harness/ask.ts'
import { pick, toRecord } from '../harness/json.ts'
import { runtime } from '../harness/runtime.ts'
import { UUID } from '../harness/settings.ts'
import { getJson, MESSAGE, openStage, toCanary } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §4 and §8: what vendors keep for an account, who reaches it, and where such calls go. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const CLAUDE: Ask = { headers: ['anthropic-version', '2023-06-01'] }
const GOOGLE: Ask = { headers: ['x-goog-api-key', 'placeholder'] }
const STRATEGIES = ['round-robin', 'weighted', 'time-window', 'session'] as const
const RESPONSE = { model: 'gpt-5-mini', input: 'Is anybody there?' }
const CONTENT = { contents: [{ parts: [{ text: 'Is anybody there?' }] }] }

function idOf(told: Told): string {
  expect(told.status).toBe(200)
  return String(toRecord(told.text)['id'])
}

function as(key: string, ...more: readonly string[]): Ask {
  return { headers: ['authorization', `Bearer ${key}`, ...more] }
}

/** The id in a stream of Responses. */
function idOfStream(told: Told): string {
  return /"id":"(resp_\w+)"/.exec(told.text)?.[1] ?? ''
}

/** Asks round so that the turn is another's. */
async function turnOn(stage: Stage, path: string, body: object): Promise<Told> {
  return askJson(`${stage.lb}${path}`, body)
}

async function reasonOf(stage: Stage, told: Told | undefined): Promise<unknown> {
  const id = told?.headers['x-claudeflare-request-id'] ?? ''
  const url = `${stage.gateway.url}/api/requests/${id}`
  await expect.poll(async () => (await ask(url)).status).toBe(200)
  const attempts = pick(await getJson(url), 'attempts')
  return Array.isArray(attempts) ? attempts.map((attempt) => pick(attempt, 'reason')) : attempts
}

describe('what is made is held by the account that made it, and', () => {
  test.each(STRATEGIES)('with %s what names it goes there', async (strategy) => {
    await using stage = await openStage({ anthropic: 3, strategy })
    const file = idOf(await askJson(`${stage.lb}/v1/files`, {}, CLAUDE))
    for (let count = 0; count < 3; count += 1) await stage.message()
    const naming = {
      messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: file } }] }],
    }
    const told = [
      await ask(`${stage.lb}/v1/files/${file}`, CLAUDE),
      await ask(`${stage.lb}/v1/files/${file}/content`, CLAUDE),
      await stage.message(naming),
      await stage.message(naming),
      await askJson(`${stage.lb}/v1/messages/count_tokens`, { ...MESSAGE, ...naming }),
      await askJson(`${stage.lb}/v1/messages/batches`, { requests: [{ custom_id: 'a', params: naming }] }, CLAUDE),
      await ask(`${stage.lb}/v1/files/${file}`, { ...CLAUDE, method: 'DELETE' }),
    ]
    for (const { status, account, attempts } of told) {
      expect({ status, account, attempts }).toEqual({ status: 200, account: 'key-1', attempts: 1 })
    }
    expect(await reasonOf(stage, told[0])).toEqual(['holds it'])
  })

  test('so is what a list has: what creates and lists goes to the first account that can be asked', async () => {
    await using stage = await openStage({ openai: 3 })
    const files = []
    for (let count = 0; count < 3; count += 1) files.push(idOf(await askJson(`${stage.lb}/v1/files`, {})))
    const list = await ask(`${stage.lb}/v1/files?limit=10`)
    for (const file of files) expect(list.text).toContain(file)
    expect(stage.hits()).toEqual([4, 0, 0])

    stage.script(1, { kind: 'limit', retryAfter: '60' })
    const elsewhere = await askJson(`${stage.lb}/v1/files`, {})
    expect(elsewhere).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
    expect(await ask(`${stage.lb}/v1/files/${idOf(elsewhere)}`)).toMatchObject({ status: 200, account: 'key-2' })
  })

  test('a list of the first account that refuses is not another account’s list', async () => {
    await using stage = await openStage({ openai: 2 })
    stage.script(1, { kind: 'fail', status: 500 })
    expect(await ask(`${stage.lb}/v1/batches`)).toMatchObject({ status: 500, account: 'key-1', attempts: 1 })
  })

  test('the results of a batch are held with it', async () => {
    await using stage = await openStage({ openai: 2 })
    await changeAccount(stage, 'key-1', 'pause')
    const input = idOf(await askJson(`${stage.lb}/v1/files`, {}))
    await changeAccount(stage, 'key-1', 'resume')
    const batch = await askJson(`${stage.lb}/v1/batches`, { input_file_id: input, endpoint: '/v1/responses' })
    expect(batch).toMatchObject({ status: 200, account: 'key-2' })
    const read = await ask(`${stage.lb}/v1/batches/${idOf(batch)}`)
    expect(read.account).toBe('key-2')
    const output = String(toRecord(read.text)['output_file_id'])
    const told = await ask(`${stage.lb}/v1/files/${output}/content`)
    expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 1 })
  })

  test.each([false, true])('with stream: %s a response goes on where it began', async (stream) => {
    await using stage = await openStage({ openai: 2 })
    for (let count = 0; count < 4; count += 1) {
      const first = await turnOn(stage, '/v1/responses', { ...RESPONSE, stream })
      const previous_response_id = stream ? idOfStream(first) : idOf(first)
      const second = await turnOn(stage, '/v1/responses', { ...RESPONSE, stream, previous_response_id })
      expect(second).toMatchObject({ status: 200, account: first.account, attempts: 1 })
      await turnOn(stage, '/v1/chat/completions', { model: 'gpt-5-mini', messages: [] })
    }
    expect(stage.hits().every((hits) => hits >= 4)).toBe(true)
  })

  test('a conversation goes on where it was made', async () => {
    await using stage = await openStage({ openai: 2, strategy: 'round-robin' })
    const conversation = idOf(await askJson(`${stage.lb}/v1/conversations`, {}))
    for (const named of [conversation, { id: conversation }, conversation]) {
      const told = await askJson(`${stage.lb}/v1/responses`, { ...RESPONSE, conversation: named })
      expect(told).toMatchObject({ status: 200, account: 'key-1' })
    }
  })

  test.each([false, true])('with stream: %s a container is used where it is', async (stream) => {
    await using stage = await openStage({ anthropic: 2 })
    await stage.message()
    const tools = [{ type: 'code_execution_20250825', name: 'code_execution' }]
    const first = await stage.message({ tools, stream })
    expect(first.account).toBe('key-2')
    const container = /"container":\{"id":"(container_\w+)"/.exec(first.text)?.[1] ?? ''
    for (const named of [container, { id: container, skills: [] }]) {
      const told = await stage.message({ tools, stream, container: named })
      expect(told).toMatchObject({ status: 200, account: 'key-2' })
    }
  })

  test('a cache of Gemini’s is used where it is', async () => {
    await using stage = await openStage({ gemini: 2 })
    await changeAccount(stage, 'key-1', 'pause')
    const made = await askJson(`${stage.lb}/v1beta/cachedContents`, { model: 'models/gemini-3.7-flash' }, GOOGLE)
    await changeAccount(stage, 'key-1', 'resume')
    const cachedContent = String(toRecord(made.text)['name'])
    for (const method of ['generateContent', 'streamGenerateContent?alt=sse', 'generateContent']) {
      const url = `${stage.lb}/v1beta/models/gemini-3.7-flash:${method}`
      const told = await askJson(url, { ...CONTENT, cachedContent }, GOOGLE)
      expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 1 })
    }
    expect((await ask(`${stage.lb}/v1beta/${cachedContent}`, GOOGLE)).account).toBe('key-2')
  })

  test('on the single-key route too', async () => {
    await using stage = await openStage({ openai: 2 })
    await changeAccount(stage, 'key-1', 'pause')
    const single = `${stage.gateway.url}/${UUID}`
    const file = idOf(await askJson(`${single}/v1/files`, {}))
    await changeAccount(stage, 'key-1', 'resume')
    expect((await ask(`${single}/v1/files`)).account).toBe('key-1')
    expect(await ask(`${single}/v1/files/${file}`)).toMatchObject({ status: 200, account: 'key-2' })
  })

  test('a restart does not change that', async () => {
    await using files = await openTemporaryFiles()
    const provider = await startFakeProvider()
    const keys = [1, 2].map((number) => toCanary('openai', number))
    const env = { LOAD_BALANCER_API_KEYS: keys.join(','), UPSTREAM_OPENAI_URL: provider.url }
    let first: Told
    {
      await using gateway = await runtime.start({ env, home: files.folder })
      const lb = `${gateway.url}/${UUID}/lb`
      await askJson(`${lb}/v1/responses`, RESPONSE)
      first = await askJson(`${lb}/v1/responses`, RESPONSE)
      expect(first.account).toBe('key-2')
      await gateway.stop()
    }
    await using gateway = await runtime.start({ env, home: files.folder })
    const lb = `${gateway.url}/${UUID}/lb`
    for (let count = 0; count < 3; count += 1) {
      const told = await askJson(`${lb}/v1/responses`, { ...RESPONSE, previous_response_id: idOf(first) })
      expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 1 })
    }
    await provider.close()
  })
})

describe('the account that holds it', () => {
  test('answers alone: what it refuses is passed on, with its retry-after, and while it cools it is waited for', async () => {
    await using stage = await openStage({ openai: 2 })
    const first = await askJson(`${stage.lb}/v1/responses`, RESPONSE)
    const next = { ...RESPONSE, previous_response_id: idOf(first) }
    stage.script(1, { kind: 'fail', status: 503 }, { kind: 'limit', retryAfter: '37' })
    expect(await askJson(`${stage.lb}/v1/responses`, next)).toMatchObject({ status: 503, attempts: 1, error: '' })
    const limited = await askJson(`${stage.lb}/v1/responses`, next)
    expect(limited).toMatchObject({ status: 429, attempts: 1, error: '', account: 'key-1' })
    expect(limited.headers['retry-after']).toBe('37')

    const cooling = await askJson(`${stage.lb}/v1/responses`, next)
    expect(cooling).toMatchObject({ status: 429, attempts: 0, error: 'pool_cooling' })
    expect(Number(cooling.headers['retry-after'])).toBeGreaterThan(30)
    expect(cooling.text).toContain('bound to one account')
    expect((await askJson(`${stage.lb}/v1/responses`, RESPONSE)).account).toBe('key-2')
  })

  test('is missed where it is paused', async () => {
    await using stage = await openStage({ openai: 2 })
    const file = idOf(await askJson(`${stage.lb}/v1/files`, {}))
    await changeAccount(stage, 'key-1', 'pause')
    const told = await ask(`${stage.lb}/v1/files/${file}`)
    expect(told).toMatchObject({ status: 503, error: 'no_accounts', attempts: 0 })
    expect(told.text).toContain('bound to one account')
  })

  test('is stood in for by an account of its organisation, where that knows the file, too', async () => {
    await using stage = await openStage({ openai: 3 })
    for (const [index, key] of stage.keys.entries()) {
      stage.provider.on(key).limits({ requests: 1_000, organization: index === 1 ? 'org-2' : 'org-1' })
    }
    const file = idOf(await askJson(`${stage.lb}/v1/files`, {}))
    // Answers of models name the organisation.
    for (let count = 0; count < 3; count += 1) await turnOn(stage, '/v1/responses', RESPONSE)
    await changeAccount(stage, 'key-1', 'pause')
    const unknown = await ask(`${stage.lb}/v1/files/${file}`)
    expect(unknown).toMatchObject({ status: 503, error: 'no_accounts', attempts: 1 })
    stage.script(3, { kind: 'raw', status: 200, body: JSON.stringify({ id: file }) })
    const told = await ask(`${stage.lb}/v1/files/${file}`)
    expect(told).toMatchObject({ status: 200, account: 'key-3', attempts: 1 })
    expect(await reasonOf(stage, told)).toEqual(['its group'])
    await changeAccount(stage, 'key-1', 'resume')
    expect(await ask(`${stage.lb}/v1/files/${file}`)).toMatchObject({ status: 200, account: 'key-1' })
  })

  test('cannot be two', async () => {
    await using stage = await openStage({ openai: 2 })
    const first = idOf(await askJson(`${stage.lb}/v1/files`, {}))
    await changeAccount(stage, 'key-1', 'pause')
    const second = idOf(await askJson(`${stage.lb}/v1/files`, {}))
    await changeAccount(stage, 'key-1', 'resume')
    const input = [first, second].map((file_id) => ({ role: 'user', content: [{ type: 'input_file', file_id }] }))
    const before = stage.provider.counts().total
    const told = await askJson(`${stage.lb}/v1/responses`, { ...RESPONSE, input })
    expect(told).toMatchObject({ status: 400, error: 'bad_request', attempts: 0 })
    expect(stage.provider.counts().total).toBe(before)
  })
})

describe('what nobody is known to hold', () => {
  test('is sought, account by account, and found there from then on', async () => {
    await using stage = await openStage({ openai: 3 })
    const headers = ['authorization', `Bearer ${stage.keys[2]}`]
    const file = idOf(await askJson(`${stage.provider.url}/v1/files`, {}, { headers }))
    const before = stage.hits()
    expect(await ask(`${stage.lb}/v1/files/${file}`)).toMatchObject({ status: 200, account: 'key-3', attempts: 3 })
    const deleted = await ask(`${stage.lb}/v1/files/${file}`, { method: 'DELETE' })
    expect(deleted).toMatchObject({ status: 200, account: 'key-3', attempts: 1 })
    expect(stage.hits().map((hits, index) => hits - (before[index] ?? 0))).toEqual([1, 1, 2])
  })

  test('by Gemini is sought, too, though it says 403 of it, and that disables nobody', async () => {
    await using stage = await openStage({ gemini: 2 })
    const headers = ['x-goog-api-key', stage.keys[1] ?? '']
    const made = await askJson(`${stage.provider.url}/v1beta/cachedContents`, {}, { headers })
    const cache = String(toRecord(made.text)['name'])
    for (let count = 0; count < 8; count += 1) {
      expect((await ask(`${stage.lb}/v1beta/cachedContents/nobodys-${count}`, GOOGLE)).status).toBe(403)
    }
    expect(await ask(`${stage.lb}/v1beta/${cache}`, GOOGLE)).toMatchObject({
      status: 200,
      account: 'key-2',
      attempts: 2,
    })
  })

  test('and nobody knows is the vendor’s 404', async () => {
    await using stage = await openStage({ openai: 2 })
    const told = await ask(`${stage.lb}/v1/files/file-nobodys`)
    expect(told).toMatchObject({ status: 404, attempts: 2, error: '' })
    expect(toRecord(told.text)).toHaveProperty('error')
  })

  test('is not said to be unknown while an account that may hold it cools', async () => {
    await using stage = await openStage({ openai: 2 })
    stage.script(1, { kind: 'limit', retryAfter: '300' })
    await askJson(`${stage.lb}/v1/responses`, RESPONSE)
    const told = await ask(`${stage.lb}/v1/files/file-nobodys`)
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling', attempts: 1 })
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(200)
  })

  test('goes by the strategy where it is only referred to', async () => {
    await using stage = await openStage({ openai: 2 })
    const next = { ...RESPONSE, previous_response_id: 'resp_nobodys' }
    const accounts = []
    for (let count = 0; count < 2; count += 1) {
      accounts.push(
        (await askJson(`${stage.lb}/v1/responses`, { ...next, previous_response_id: `resp_${count}` })).account,
      )
    }
    expect(accounts).toEqual(['key-1', 'key-2'])
  })
})

describe('who reaches it', () => {
  let stage: Stage
  let plain = ''
  let stateful = ''

  beforeAll(async () => {
    const accounts = (['anthropic', 'gemini', 'openai'] as const).map((provider) => ({
      name: `own-${provider}`,
      provider,
      api_key: `canary-of-pool-accounts-${provider}`,
    }))
    stage = await openStage({ openai: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN }, config: { accounts } })
    plain = await createKey({ name: 'plain' })
    stateful = await createKey({ name: 'stateful', scopes: ['call', 'stateful'], models: ['gpt-*'] })
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  async function createKey(wanted: object): Promise<string> {
    const told = await askJson(`${stage.gateway.url}/api/keys`, wanted, { headers: ['x-api-key', ADMIN] })
    expect(told.status).toBe(201)
    return String(toRecord(told.text)['key'])
  }

  test.each([
    ['POST', '/v1/files', {}],
    ['GET', '/v1/files', null],
    ['GET', '/v1/files/file-1', null],
    ['DELETE', '/v1/files/file-1', null],
    ['POST', '/v1/batches', {}],
    ['GET', '/v1/responses/resp_1', null],
    ['POST', '/v1/responses/resp_1/cancel', {}],
    ['POST', '/v1/conversations', {}],
    ['POST', '/v1beta/cachedContents', {}],
    ['POST', '/v1beta/models/veo-3:predictLongRunning', {}],
    ['POST', '/v1/responses', { ...RESPONSE, previous_response_id: 'resp_1' }],
    ['POST', '/v1/responses', { ...RESPONSE, conversation: { id: 'conv_1' } }],
    [
      'POST',
      '/v1/responses',
      { ...RESPONSE, input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] },
    ],
    ['POST', '/v1/messages', { ...MESSAGE, container: 'container_1' }],
    ['POST', '/v1beta/models/gemini-3:generateContent', { ...CONTENT, cachedContent: 'cachedContents/1' }],
    [
      'POST',
      '/v1beta/models/gemini-3:generateContent',
      {
        contents: [{ parts: [{ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/1' } }] }],
      },
    ],
  ])('needs the scope for %s %s, before the vendor hears of it', async (method, path, body) => {
    const before = stage.provider.counts().total
    const url = `${stage.gateway.url}${path}`
    const asked = { ...as(plain), method }
    const told = body === null ? await ask(url, asked) : await askJson(url, body, asked)
    expect(told).toMatchObject({ status: 403, error: 'forbidden', attempts: 0 })
    expect(told.text).toContain('`stateful`')
    expect(stage.provider.counts().total).toBe(before)
  })

  test('a refusal by the path does not wait for the body', async () => {
    const told = await ask(`${stage.gateway.url}/v1/files`, {
      ...as(plain, 'content-type', 'application/octet-stream'),
      method: 'POST',
      body: new Uint8Array(1_000_000),
    })
    expect(told).toMatchObject({ status: 403, error: 'forbidden' })
  })

  test('a body that cannot be looked into counts as one that does', async () => {
    const url = `${stage.gateway.url}/v1/responses`
    const text = JSON.stringify({ ...RESPONSE, previous_response_id: 'resp_1' })
    const compressed = { ...as(plain, 'content-encoding', 'gzip'), body: gzipSync(text) }
    const advice = expect.stringContaining('Send it as plain UTF-8 JSON')
    expect(await ask(url, compressed)).toMatchObject({ status: 403, error: 'forbidden', text: advice })
    const wide = { ...as(plain), body: Buffer.from(text, 'utf16le') }
    expect(await ask(url, wide)).toMatchObject({ status: 403, text: advice })
  })

  test('a key without it calls as ever, also with tools whose arguments have such names', async () => {
    const url = `${stage.gateway.url}/v1/messages`
    const input = { file_id: 'mine', container: 'nginx', fileUri: 'files/x' }
    const messages = [{ role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'a', input }] }]
    expect((await askJson(url, { ...MESSAGE, messages }, as(plain))).status).toBe(200)
    expect((await askJson(`${stage.gateway.url}/v1/responses`, RESPONSE, as(plain))).status).toBe(200)
  })

  test('a key with it may, whatever models it is limited to', async () => {
    const made = await askJson(`${stage.gateway.url}/v1/files`, {}, as(stateful))
    expect(made.status).toBe(200)
    expect((await ask(`${stage.gateway.url}/v1/files/${idOf(made)}`, as(stateful))).status).toBe(200)
    const first = await askJson(`${stage.gateway.url}/v1/responses`, RESPONSE, as(stateful))
    const next = { ...RESPONSE, previous_response_id: idOf(first) }
    expect((await askJson(`${stage.gateway.url}/v1/responses`, next, as(stateful))).status).toBe(200)
  })

  test('once keys exist a uuid does not, but with a credential of the caller’s own', async () => {
    expect(await ask(`${stage.lb}/v1/files`)).toMatchObject({ status: 403, error: 'forbidden' })
    const single = `${stage.gateway.url}/${UUID}/v1/files`
    expect(await ask(single)).toMatchObject({ status: 403, error: 'forbidden' })
    expect((await ask(single, as('sk-proj-somebodys-own'))).status).toBe(200)
    expect(stage.provider.received('sk-proj-somebodys-own')).toHaveLength(1)
  })
})

test('while no key exists it is reached without any', async () => {
  await using stage = await openStage({
    config: { accounts: [{ name: 'own', provider: 'openai', api_key: 'canary-of-pool-accounts' }] },
  })
  const file = idOf(await askJson(`${stage.gateway.url}/v1/files`, {}))
  expect((await ask(`${stage.gateway.url}/v1/files/${file}`)).status).toBe(200)
})

test('what is read again is not counted as used again', async () => {
  await using stage = await openStage({ openai: 1 })
  const made = await askJson(`${stage.lb}/v1/responses`, RESPONSE)
  const read = await ask(`${stage.lb}/v1/responses/${idOf(made)}`)
  const url = `${stage.gateway.url}/api/requests/${read.headers['x-claudeflare-request-id']}`
  await expect.poll(async () => (await ask(url)).status).toBe(200)
  expect(pick(await getJson(url), 'usage', 'output')).toBeNull()
})
