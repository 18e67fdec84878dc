import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { runToEnd } from '../harness/built-server.ts'
import { openStage, toCanary } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §3: a vault that cannot be opened stops the start, and a secret is never made anew over what it holds. */
const KEY = toCanary('anthropic', 71)
const FIRST = 'canary-of-the-first-secret-of-an-installation'
const SECOND = 'canary-of-the-second-secret-of-an-installation'

async function addOne(home: string, env: Readonly<Record<string, string>>): Promise<void> {
  await using stage = await openStage({ home, env })
  const added = await askJson(`${stage.gateway.url}/api/accounts`, { name: 'mine', api_key: KEY })
  expect(added.status).toBe(201)
  await stage.gateway.stop()
}

async function serves(home: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  await using stage = await openStage({ home, env })
  const told = await ask(`${stage.gateway.url}/api/accounts/mine`)
  const called = await askJson(`${stage.gateway.url}/v1/messages`, { model: 'claude-sonnet-5' })
  await stage.gateway.stop()
  return told.status === 200 && called.status === 200 && stage.provider.received().every(({ key }) => key === KEY)
}

test('without its secret the start is refused, and no other one made; with it all is as it was', async () => {
  await using files = await openTemporaryFiles()
  await addOne(files.folder, {})
  const path = join(files.folder, 'secret')
  const secret = await readFile(path, 'utf8')
  await rm(path)
  const exit = await runToEnd({ home: files.folder })
  expect([exit.code, exit.stdout]).toEqual([2, ''])
  expect(exit.stderr).toContain('the vault, which holds the credential of account mine, cannot be opened')
  expect(await readdir(files.folder)).not.toContain('secret')
  await files.write('secret', secret)
  expect(await serves(files.folder, {})).toBe(true)
})

test('with another secret it is refused, and moved to it where the one before is named', async () => {
  await using files = await openTemporaryFiles()
  await addOne(files.folder, { CLAUDEFLARE_SECRET: FIRST })
  expect(await readdir(files.folder)).not.toContain('secret')
  const exit = await runToEnd({ home: files.folder, env: { CLAUDEFLARE_SECRET: SECOND } })
  expect([exit.code, exit.stdout]).toEqual([2, ''])
  expect(exit.stderr).toContain('the secret of CLAUDEFLARE_SECRET is not the one it was sealed with')
  expect(exit.stderr).not.toContain('canary')
  expect(await serves(files.folder, { CLAUDEFLARE_SECRET: SECOND, CLAUDEFLARE_SECRET_PREVIOUS: FIRST })).toBe(true)
  expect(await serves(files.folder, { CLAUDEFLARE_SECRET: SECOND })).toBe(true)
  expect((await runToEnd({ home: files.folder, env: { CLAUDEFLARE_SECRET: FIRST } })).code).toBe(2)
})
