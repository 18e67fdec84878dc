import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/stores/sqlite/migrations.ts'
import { openDatabase } from '../../src/stores/sqlite/open-database.ts'
import { askJson } from '../harness/ask.ts'
import { createProcessRuntime } from '../harness/process-runtime.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** What lies in a state folder is its owner's alone, whatever the umask says. */
const MASKS = ['000', '022']

function runtimeUnder(umask: string) {
  // Of the main thread, which may; the whole process has one.
  const setting = `data:text/javascript,import{isMainThread}from'node:worker_threads';isMainThread&&process.umask(0o${umask})`
  return createProcessRuntime('node', ['--import', setting, 'src/cli/main.ts', 'serve'])
}

const INLINE = { CLAUDEFLARE_CONFIG_JSON: JSON.stringify({ lb_strategy: 'weighted' }) }

/** Every path below a folder, the folder itself as `.`, with its permissions in octal. */
async function modesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const modes = new Map<string, string>()
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) {
    const found = await stat(join(folder, name))
    modes.set(name, `${found.isDirectory() ? 'd' : 'f'}${(found.mode & 0o777).toString(8)}`)
  }
  return modes
}

/** A database of the first version, which the start copies before it changes it. */
function makeOldDatabase(home: string): void {
  openDatabase({
    path: join(home, 'claudeflare.db'),
    backupsDir: join(home, 'backups'),
    migrations: MIGRATIONS.slice(0, 1),
  }).close()
}

test.each(MASKS)('umask %s: what a server makes is closed to others', async (umask) => {
  await using files = await openTemporaryFiles()
  const home = join(files.folder, 'state')
  makeOldDatabase(home)
  // As it would be made: by the server itself.
  await chmod(home, 0o755)
  await using gateway = await runtimeUnder(umask).start({ home, env: { ...INLINE, LOAD_BALANCER_UUID: undefined } })
  const account = { name: 'work', provider: 'anthropic', api_key: 'canary-of-a-key-0123456789' }
  expect((await askJson(`${gateway.url}/api/accounts`, account)).status).toBe(201)
  const strategy = `${gateway.url}/api/config/strategy`
  expect((await askJson(strategy, { strategy: 'time-window' }, { method: 'PUT' })).status).toBe(200)
  const modes = await modesIn(home)
  const names = [...modes.keys()]
  for (const name of ['uuid', 'secret', 'server.json', 'lock.db', 'changed-settings.json', 'backups']) {
    expect(names).toContain(name)
  }
  for (const end of ['', '-wal', '-shm']) expect(names).toContain(`claudeflare.db${end}`)
  expect(names.some((name) => name.startsWith('backups/claudeflare.db.v1.'))).toBe(true)
  for (const [name, mode] of modes) expect(`${name} ${mode}`).toMatch(/ (?:d700|f600)$/)
})

test('what an earlier run left open is closed at the start, and said once', async () => {
  await using files = await openTemporaryFiles()
  const home = join(files.folder, 'state')
  const runtime = runtimeUnder('000')
  makeOldDatabase(home)
  {
    await using gateway = await runtime.start({ home, config: {}, env: { LOAD_BALANCER_UUID: undefined } })
    await gateway.stop()
  }
  await writeFile(join(home, 'secret'), 'a-secret-of-the-operator-0123456789ab\n')
  const loose = [...(await modesIn(home))]
  for (const [name, mode] of loose) await chmod(join(home, name), mode.startsWith('d') ? 0o777 : 0o644)
  await using gateway = await runtime.start({ home, env: { LOAD_BALANCER_UUID: undefined } })
  for (const [name, mode] of await modesIn(home)) expect(`${name} ${mode}`).toMatch(/ (?:d700|f600)$/)
  await expect.poll(() => gateway.stderr()).toContain('was open to others')
  const told = gateway.stderr()
  for (const [name] of loose) {
    const path = name === '.' ? `the state folder ${home}` : join(home, name)
    expect(told.split(`${path} was open to others`).length - 1, path).toBe(1)
  }
})

test('a folder with other things in it is left as it is, and so is what is not ours', async () => {
  await using files = await openTemporaryFiles()
  const home = join(files.folder, 'somebody')
  await mkdir(join(home, 'backups'), { recursive: true })
  await files.write('somebody/letter.txt', 'hello')
  await files.write('somebody/backups/photos.tar', 'x')
  await files.write('somebody/.draft.tmp', 'x')
  const others = ['.', 'letter.txt', 'backups', 'backups/photos.tar', '.draft.tmp']
  for (const name of others) await chmod(join(home, name), 0o755)
  await using gateway = await runtimeUnder('022').start({ home })
  const modes = await modesIn(home)
  for (const name of others) expect(`${name} ${modes.get(name)}`).toMatch(/ [df]755$/)
  expect(modes.get('claudeflare.db')).toBe('f600')
  await expect.poll(() => gateway.stderr()).toContain('chmod 700')
  await gateway.stop()
  await rm(home, { recursive: true })
})
