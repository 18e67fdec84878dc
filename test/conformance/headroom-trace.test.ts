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
  const from = Date.now()
  for (const name of ['a', 'b']) await turn(stage, name)
  const [begun] = await attemptsOf(stage, await turn(stage, 'c'))
  expect(begun).toMatchObject({
    account: 'key-2',
    reason: expect.stringMatching(/^headroom/),
    seen: [
      { account: 'key-1', limit: 'requests', reserved: 0, room: expect.toSatisfy(isCloseTo(-0.01, from)) },
      { account: 'key-2', limit: 'requests', reserved: 0, room: expect.toSatisfy(isCloseTo(0.79, from)), waitMs: 0 },
    ],
  })
  stage.always(1, saying({ requests: [600, 14] }, cached))
  let heldMs = 0
  // A second after an answer there is room again, and a machine may be busy for so long: then it is asked once more.
  for (let round = 0; round < 20 && heldMs <= 100; round += 1) {
    await turn(stage, 'a', { messages: [{ role: 'user', content: 'Go on. '.repeat(50) }] })
    const next = await turn(stage, 'a', { messages: [{ role: 'user', content: 'Go on. '.repeat(60) }] })
    const [held] = await attemptsOf(stage, next)
    expect(held).toMatchObject({ account: 'key-1', heldMs: expect.any(Number) })
    heldMs = Number(held?.['heldMs'])
  }
  expect(heldMs).toBeGreaterThan(100)
})

/** Limits of a minute fill up evenly: what was told at `from` (epoch ms) or later has grown by no more than that. */
function isCloseTo(room: number, from: number): (seen: number) => boolean {
  return (seen) => seen > room - 0.05 && seen < room + 0.05 + (Date.now() - from) / 60_000
}
