import { expect, test } from 'vitest'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { runToEnd } from '../harness/built-server.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('a start with another strategy than session, where the pool holds an OAuth account, ends with exit status 2', async () => {
  await using files = await openTemporaryFiles()
  {
    await using server = await openAuthorizationServer()
    await using stage = await openOAuthStage(server, { home: files.folder })
    await stage.signIn('claude-1')
    await stage.gateway.stop()
  }
  const exit = await runToEnd({ home: files.folder, env: { LB_STRATEGY: 'weighted' } })
  expect(exit.code).toBe(2)
  expect(exit.stderr).toMatch(/claude-1.*session/)
  expect(exit.stderr).not.toMatch(/^\s+at /m)
})
