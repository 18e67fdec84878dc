import { existsSync, mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { takeInstanceLock } from '../runtimes/node/files/instance-lock.ts'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { record } from './recorded-terminal.ts'

const KEY = { id: 'key_1', name: 'the worker’s', scopes: ['admin'] }

/** What holds a folder and answers as a gateway would; `asked` is what it was asked. */
async function startHolder(folder: string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(request.method === 'DELETE' ? 204 : 200, { 'content-type': 'application/json' })
    response.end(request.method === 'DELETE' ? '' : JSON.stringify({ items: [KEY], next: null }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  mkdirSync(folder, { recursive: true })
  const taken = takeInstanceLock(folder, 0)
  if (taken.kind !== 'taken') throw new Error(`${folder} is ${taken.kind}`)
  taken.lock.announce(url)
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      taken.lock.release()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('while worker:dev runs with a state folder', () => {
  it.each([
    [['keys', '--json'], 'GET /api/keys'],
    [['keys', 'delete', 'key_1'], 'DELETE /api/keys/key_1'],
    [['accounts', '--json'], 'GET /api/accounts'],
    [['accounts', 'pause', 'the worker’s'], 'GET /api/accounts'],
    [['audit', '--json'], 'GET /api/audit?limit=50'],
    [['stats', '--json'], 'GET /api/stats'],
  ])('%j asks it, and leaves the state of the server alone', async (argv, question) => {
    using folder = temporaryFolder()
    await using worker = await startHolder(join(folder.path, 'worker'))
    const asked = await record(argv, { CLAUDEFLARE_HOME: folder.path, PORT: '1' })
    expect(asked).toMatchObject({ status: 0, err: '' })
    expect(worker.asked[0]).toContain(question)
    expect(existsSync(join(folder.path, 'claudeflare.db'))).toBe(false)
  })

  it('what needs nobody at the state folder is refused, and names who has which', async () => {
    using folder = temporaryFolder()
    const home = join(folder.path, 'worker')
    await using worker = await startHolder(home)
    for (const argv of [
      ['secret', 'rotate'],
      ['restore', 'copy.db'],
    ]) {
      const sentence = expect.stringContaining(
        `${home} is in use by process ${process.pid}, listening on ${worker.url}`,
      )
      expect(await record(argv, { CLAUDEFLARE_HOME: folder.path })).toMatchObject({ status: 1, err: sentence })
    }
  })

  it('doctor asks how it is, and keys path shows its addresses and nothing of this shell’s settings', async () => {
    using folder = temporaryFolder()
    await using worker = await startHolder(join(folder.path, 'worker'))
    const env = { CLAUDEFLARE_HOME: folder.path, LOAD_BALANCER_UUID: 'aaaaaaaaaaaaaaaa', PORT: '1' }
    expect((await record(['doctor', '--offline'], env)).out).toMatch(
      new RegExp(`ok +worker:dev at ${worker.url}, with its state in .*/worker, can serve`),
    )
    const paths = await record(['keys', 'path'], env)
    expect(paths).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining(`${worker.url}/aaaaaaaaaaaaaaaa/lb`),
    })
  })

  it('a server of that folder is asked in its place', async () => {
    using folder = temporaryFolder()
    await using worker = await startHolder(join(folder.path, 'worker'))
    await using server = await startHolder(folder.path)
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect((await record(['keys'], env)).status).toBe(0)
    expect((await record(['stats'], env)).status).toBe(0)
    expect((await record(['doctor', '--offline'], env)).out).toContain(`the server at ${server.url} can serve`)
    expect([server.asked.length > 0, worker.asked.length]).toEqual([true, 0])
  })
})

it('when worker:dev has ended, commands work on the state of the server, and both folders are free again', async () => {
  using folder = temporaryFolder()
  const env = { CLAUDEFLARE_HOME: folder.path }
  await (await startHolder(join(folder.path, 'worker')))[Symbol.asyncDispose]()
  expect((await record(['keys', 'create', '--name', 'here'], env)).status).toBe(0)
  for (const home of [folder.path, join(folder.path, 'worker')]) {
    const taken = takeInstanceLock(home, 0)
    expect(taken.kind).toBe('taken')
    if (taken.kind === 'taken') taken.lock.release()
  }
})
