import { expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { openStage } from '../harness/stage.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

const BODY = 'content-type: application/json\r\ncontent-length: 2\r\n\r\n{}'

test.each([
  ['101 Switching Protocols', 502],
  ['600 Beyond', 502],
  ['999 Far Beyond', 502],
  ['200 caf\xe9', 200],
  ['418 \xf0\x9f\x98\x80', 418],
])('an answer of `%s` leaves nobody waiting', async (line, status) => {
  await using stage = await openVendorStage(
    (call) => void call.whole.then(() => call.send(Buffer.from(`HTTP/1.1 ${line}\r\n${BODY}`, 'latin1'))),
    { anthropic: 1 },
  )
  expect((await stage.message({}, { signal: AbortSignal.timeout(50_000) })).status).toBe(status)
})

test('a GET with a body, which the platform does not send, is asked without it', async () => {
  await using stage = await openStage({ anthropic: 2 })
  const headers = ['anthropic-version', '2023-06-01', 'content-type', 'application/json']
  for (let count = 0; count < 8; count += 1) {
    expect(await ask(`${stage.lb}/v1/models`, { method: 'GET', headers, body: '{}' })).toMatchObject({
      status: 200,
      attempts: 1,
    })
  }
  expect(stage.hits()).toEqual([4, 4])
})

test('a refusal that is passed on names the account whose it is, though another was asked after it', async () => {
  await using stage = await openStage({ anthropic: 2 })
  stage.script(1, { kind: 'limit', retryAfter: '5' })
  stage.always(2, { kind: 'break', at: 'after-body' })
  const path = `${stage.lb}/v1/messages/count_tokens`
  const body = JSON.stringify({ model: 'claude-sonnet-5', messages: [{ role: 'user', content: 'x' }] })
  const told = await ask(path, { method: 'POST', headers: ['content-type', 'application/json'], body })
  expect(told).toMatchObject({ status: 429, account: 'key-1', attempts: 2 })
})
