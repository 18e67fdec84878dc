import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { takeInstanceLock } from '../runtimes/node/files/instance-lock.ts'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { record, type Recorded } from './recorded-terminal.ts'
import { startServer } from './server-fixture.ts'

const ACCOUNT = { id: 'a', name: 'work', state: 'serving' }
const TOKEN = 'aaaaaaaaaaaaaaaa'
const ANSWERS = {
  'GET /api/accounts': { items: [ACCOUNT], next: null },
  'POST /api/accounts/a/check': { ok: true, result: 'valid', detail: '' },
  'DELETE /api/accounts/a': {},
  'GET /api/pools': { items: [], next: null },
  'GET /api/keys': { items: [], next: null },
  'POST /api/keys': { key: 'cf_x', scopes: [] },
  'DELETE /api/keys/key_1': {},
  'GET /api/config': { settings: {}, sources: {} },
  [`HEAD /${TOKEN}/api/hello`]: {},
  'GET /api/audit?limit=50': { items: [], next: null },
}

/** A state folder whose config file takes a key from the environment, which this shell does not have. */
function folderWithout() {
  const folder = temporaryFolder()
  const accounts = [{ name: 'work', api_key: '${WORK_KEY}' }]
  writeFileSync(
    join(folder.path, 'config.json'),
    JSON.stringify({ port: 1, load_balancer: { uuid: TOKEN }, accounts }),
    { mode: 0o600 },
  )
  return folder
}

/** Runs a command in this shell while that server has the folder. */
async function recordBeside(home: string, url: string, argv: readonly string[]): Promise<Recorded> {
  const taken = takeInstanceLock(home, 0)
  if (taken.kind !== 'taken') throw new Error(`the folder is ${taken.kind}`)
  taken.lock.announce(url)
  const told = await record(argv, { CLAUDEFLARE_HOME: home })
  taken.lock.release()
  return told
}

describe('a shell that lacks what the config file takes from the environment', () => {
  it.each([
    ['accounts'],
    ['accounts check work'],
    ['accounts remove work --yes'],
    ['pools'],
    ['keys'],
    ['keys create x'],
    ['keys delete key_1'],
    ['keys path'],
    ['config'],
    ['audit'],
  ])('asks the server that runs: %s', async (line) => {
    using folder = folderWithout()
    await using server = await startServer(ANSWERS)
    const { status, err } = await recordBeside(folder.path, server.url, line.split(' '))
    expect(status).toBe(0)
    expect(err).not.toContain('WORK_KEY')
  })

  it('is shown no address with a token that the server does not take', async () => {
    using folder = folderWithout()
    await using server = await startServer({})
    const { status, out, err } = await recordBeside(folder.path, server.url, ['keys', 'path'])
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toContain('set LOAD_BALANCER_UUID as it has it')
  })

  it('is told that no server answers where none runs, and not of the key', async () => {
    using folder = folderWithout()
    const { status, err } = await record(['stats'], { CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(1)
    expect(err).toContain('no answer from http://127.0.0.1:1')
    expect((await record(['keys', 'path'], { CLAUDEFLARE_HOME: folder.path })).out).toContain(TOKEN)
  })

  it('is told of the key where a command needs the settings', async () => {
    using folder = folderWithout()
    const { status, err } = await record(['accounts'], { CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(2)
    expect(err).toContain('the environment has no WORK_KEY')
  })
})
