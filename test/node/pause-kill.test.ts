import { expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask } from '../harness/ask.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { toItems } from '../harness/json.ts'
import { openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('what a person has paused or resumed is kept when it is acknowledged, also by a server that is killed at once', async () => {
  await using files = await openTemporaryFiles()
  const plan = { anthropic: 2, home: files.folder, vendorPort: await findFreePort() }
  const kill = async (change: 'pause' | 'resume'): Promise<void> => {
    await using stage = await openStage(plan)
    await changeAccount(stage, 'key-1', change)
    stage.gateway.signal('SIGKILL')
    await stage.gateway.exited
  }
  const statesAfter = async (): Promise<unknown[]> => {
    await using stage = await openStage(plan)
    return toItems((await ask(`${stage.gateway.url}/api/accounts`)).text).map(({ state }) => state)
  }
  await kill('pause')
  expect(await statesAfter()).toEqual(['paused', 'serving'])
  await kill('resume')
  expect(await statesAfter()).toEqual(['serving', 'serving'])
})
