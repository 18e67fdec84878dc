import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A checkout of its own, to be built and broken: the tests beside this one need what is built in theirs. */
export interface CheckoutCopy extends AsyncDisposable {
  readonly folder: string
  /** Runs npm in it to its end; rejects where it fails. Resolves to its standard output. */
  npm(...words: readonly string[]): Promise<string>
}

const ROOT = join(import.meta.dirname, '../..')
/** What is built, what it is built from, and what is packed. */
const COPIED = ['bin', 'src', 'dashboard', 'tools', 'README.md', 'LICENSE', 'package.json', 'package-lock.json']
const CONFIGS = ['rolldown.config.ts', 'rolldown.worker.config.ts', 'tsconfig.json', 'wrangler.jsonc']

export async function copyCheckout(): Promise<CheckoutCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'cf-test-'))
  await Promise.all(
    [...COPIED, ...CONFIGS].map((name) => cp(join(ROOT, name), join(folder, name), { recursive: true })),
  )
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    npm: (...words) => runNpm(folder, words),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function runNpm(folder: string, words: readonly string[]): Promise<string> {
  const child = spawn('npm', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(stdout)
      else reject(new Error(`npm ${words.join(' ')} ended with ${code}:\n${stderr}`))
    })
  })
}
