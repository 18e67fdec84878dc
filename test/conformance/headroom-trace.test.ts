import { expect, test } from 'vitest'
import { attemptsOf, openHeadroom, saying, turn } from '../harness/headroom-stage.ts'

/** Contract §8: the trace of a request, of pools with strategy `headroom`. */
test('what was seen of the accounts’ room, and how long the call was held', async () => {
  await using stage = await openHeadroom({ anthropic: 2 })
  // What is cached there is worth waiting for.
  const cached = { kind: 'ok', usage: { input: 10, output: 10, cacheWrite5m: 2_000 } } as const
  // Of 600 calls a minute ten come back each second, and some are left alone.
  stage.always(1, saying({ requests: [600, 20] }, cached))
  stage.always(2, saying({ requests: [600, 500] }))
  for (const name of ['a', 'b']) await turn(stage, name)
  const [begun] = await attemptsOf(stage, await turn(stage, 'c'))
  expect(begun).toMatchObject({
    account: 'key-2',
    reason: expect.stringMatching(/^headroom/),
    seen: [
      { account: 'key-1', limit: 'requests', reserved: 0, room: expect.closeTo(-0.01, 1) },
      { account: 'key-2', limit: 'requests', reserved: 0, room: expect.closeTo(0.79, 1), waitMs: 0 },
    ],
  })
  stage.always(1, saying({ requests: [600, 14] }, cached))
  await turn(stage, 'a', { messages: [{ role: 'user', content: 'Go on. '.repeat(50) }] })
  const next = await turn(stage, 'a', { messages: [{ role: 'user', content: 'Go on. '.repeat(60) }] })
  const [held] = await attemptsOf(stage, next)
  expect(held).toMatchObject({ account: 'key-1', heldMs: expect.any(Number) })
  expect(Number(held?.['heldMs'])).toBeGreaterThan(100)
})
