import { expect, test } from 'vitest'
import { createTestPool } from '../../src/balancer/board-fixture.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import { toWholeView } from '../../src/runtimes/worker/whole-view.ts'

test('the view of an older object is filled up with what it did not know of', () => {
  const pool = createTestPool(['a'])
  const whole = pool.board.view(pool.now())
  const { waiting, policy, accounts, ...rest } = whole
  const { headroom, ...older } = policy
  const told = accounts.map(({ limits, group, inFlight, waiting: waits, conversations, ...account }) => {
    expect([limits, group, inFlight, waits, conversations]).toEqual([[], null, 0, 0, 0])
    return account
  })
  expect([waiting, headroom]).toEqual([0, USUAL_HEADROOM])
  expect(toWholeView({ ...rest, policy: older, accounts: told })).toEqual(whole)
  expect(toWholeView(whole)).toEqual(whole)
})
