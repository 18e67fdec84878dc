import { describe, expect, test } from 'vitest'
import { findLeaks, findLeaksOnDisk } from '../harness/leaks.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import { openWire } from '../harness/wire.ts'

/** Contract §4: the log of the process, of requests that are none, and line by line. */
const CALLERS = 'canary-credential-of-the-caller-0123456789'

describe('at log level', () => {
  test.each(['trace', 'info'])(
    '%s no secret of a request that is none is in any log, answer or file',
    async (level) => {
      await using stage = await openStage({ anthropic: 2, env: { LOG_LEVEL: level } })
      await stage.message()
      using wire = await openWire(stage.gateway.port)
      wire.send(
        `POST /${UUID}/lb/v1/messages?key=${CALLERS} HTTP/1.1\r\nHost: a\r\nHost: b\r\nx-api-key: ${CALLERS}\r\n\r\n`,
      )
      const answer = await wire.until(/\r\n\r\n/)
      expect((await stage.gateway.stop()).code).toBe(0)
      const secrets = [...stage.keys, CALLERS]
      expect(findLeaks(stage, [...secrets, UUID])).toEqual([])
      expect([...secrets, UUID].filter((secret) => answer.includes(secret))).toEqual([])
      expect(await findLeaksOnDisk(stage, secrets)).toEqual([])
    },
  )
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
