import { expect, test } from 'vitest'
import { ADMIN_ENV, makeKey, rowOf } from '../harness/client-keys.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('a call that was under way when the server was killed counts at the most that it may have cost', async () => {
  await using files = await openTemporaryFiles()
  const plan = { anthropic: 1, home: files.folder, vendorPort: await findFreePort(), env: ADMIN_ENV }
  const most = JSON.stringify(MESSAGE).length * 2e-6 + MESSAGE.max_tokens * 10e-6
  let id = ''
  {
    await using stage = await openStage(plan)
    const key = await makeKey(stage, { budget: { usd: 1, per: 'month' } })
    id = key.id
    stage.script(1, { kind: 'hang' }, { kind: 'ok' })
    key.message().catch(() => undefined)
    await expect.poll(() => stage.hits()).toEqual([1])
    // What came before a request's row is on disk when the row is.
    const other = await makeKey(stage)
    await other.message()
    await expect.poll(async () => (await other.requests()).length).toBe(1)
    stage.gateway.signal('SIGKILL')
    await stage.gateway.exited
  }
  await using stage = await openStage(plan)
  const row = await rowOf(stage, id)
  expect(row['budget_spent_usd']).toBeCloseTo(most, 9)
  expect(row['budget_held_usd']).toBe(0)
})
