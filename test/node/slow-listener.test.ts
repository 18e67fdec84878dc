import { expect, test } from 'vitest'
import { listen } from '../harness/events.ts'
import { openStage } from '../harness/stage.ts'

/** As much as the system may hold for a connection that nobody reads from, and more. */
const MUCH = 6_000_000

test('who takes nothing of /api/events for 30 s is hung up on, and others hear on', { timeout: 180_000 }, async () => {
  await using stage = await openStage({ anthropic: 1 })
  using deaf = await listen(stage.gateway.port, '?topics=requests')
  using ear = await listen(stage.gateway.port, '?topics=requests')
  deaf.wire.socket.pause()
  while (ear.wire.received().length < MUCH && !deaf.wire.closed()) {
    await Promise.all(Array.from({ length: 40 }, () => stage.message({ model: 'm'.repeat(900) })))
  }
  // Until it reads it does not see that it was hung up on.
  await new Promise((resolve) => setTimeout(resolve, 35_000))
  deaf.wire.socket.resume()
  await deaf.wire.toEnd(5_000)
  expect([deaf.wire.closed(), deaf.ended()]).toEqual([true, false])
  const told = await stage.message()
  const id = told.headers['x-claudeflare-request-id'] ?? ''
  await ear.until('requests', ({ items }) => JSON.stringify(items).includes(id))
})
