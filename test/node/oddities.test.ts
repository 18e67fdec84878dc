import { expect, test } from 'vitest'
import { openStage } from '../harness/stage.ts'

/** In a Worker the platform reads it by the one of them, and does not tell. */
test('an answer with Content-Length and Transfer-Encoding does no harm', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n'
  stage.script(1, { kind: 'wire', text: `${head}3\r\nabc\r\n0\r\n\r\n` })
  expect((await stage.message()).status).toBe(502)
  expect((await stage.message()).status).toBe(200)
})
