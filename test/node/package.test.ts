import { execFileSync } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import type { CheckoutCopy } from '../harness/checkout-copy.ts'
import { copyCheckout } from '../harness/checkout-copy.ts'
import { startServer } from '../harness/running-server.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import type { TemporaryFiles } from '../harness/temporary-files.ts'

/** A machine that is busy with others takes minutes over it. */
const BUILT_WITHIN_MS = 300_000

/** The package as it is published: packed from a clean checkout, and unpacked beside nothing but its dependencies. */
let checkout: CheckoutCopy
let user: TemporaryFiles
let files: readonly string[] = []

beforeAll(async () => {
  checkout = await copyCheckout()
  user = await openTemporaryFiles()
  await checkout.npm('pack', '--silent', '--pack-destination', user.folder)
  const modules = join(user.folder, 'node_modules')
  await mkdir(modules)
  execFileSync('sh', ['-c', `tar -xzf ${user.folder}/claudeflare-*.tgz -C ${modules}`])
  execFileSync('mv', [join(modules, 'package'), join(modules, 'claudeflare')])
  files = execFileSync('find', ['.', '-type', 'f'], { cwd: join(modules, 'claudeflare'), encoding: 'utf8' }).split('\n')
  await linkDependencies(modules)
}, BUILT_WITHIN_MS)
afterAll(async () => {
  await checkout[Symbol.asyncDispose]()
  await user[Symbol.asyncDispose]()
})

/** What `npm install claudeflare` would bring: everything of the lock file that is not for developers. */
async function linkDependencies(modules: string): Promise<void> {
  const lock: unknown = JSON.parse(await readFile(join(checkout.folder, 'package-lock.json'), 'utf8'))
  const { packages } = lock as { packages: Record<string, { dev?: boolean }> }
  for (const [path, { dev = false }] of Object.entries(packages)) {
    const [, name, inner] = /^node_modules\/((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(path) ?? []
    if (name === undefined || inner !== undefined || dev) continue
    await mkdir(join(modules, name, '..'), { recursive: true })
    await symlink(join(checkout.folder, 'node_modules', name), join(modules, name))
  }
}

test('claudeflare serves, with its dashboard', async () => {
  const bin = join(user.folder, 'node_modules/claudeflare/bin/claudeflare.js')
  await using server = await startServer(user.folder, [process.execPath, bin])
  const page = await ask(server.url)
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? ''
  const read = await ask(server.url + script, { headers: ['accept-encoding', 'br'] })
  expect(read).toMatchObject({ status: 200, headers: { 'content-encoding': 'br' } })
  expect(await server.stop()).toMatchObject({ code: 0, stdout: `listening on ${server.url}\n` })
})

test('what is packed is what runs: no sources, no tests, no tools', () => {
  expect(files).toContain('./dist/main.js')
  expect(files).toContain('./dist/dashboard/site.json')
  expect(files.filter((name) => /\.tsx?$|\.map$|^\.\/(?:src|test|tools|dashboard)\//.test(name))).toEqual([])
})
