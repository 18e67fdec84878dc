import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readCompatibilityDate } from '../../tools/worker-dev/compatibility-date.ts'
import { findWorkerd } from '../../tools/worker-dev/find-workerd.ts'
import { writeWorkerdConfig } from '../../tools/worker-dev/workerd-config.ts'
import { ask } from './ask.ts'
import { findFreePort } from './closed-port.ts'

/** A Worker whose set-up a test has changed, without the launcher in front. */
export interface BareWorkerd extends AsyncDisposable {
  readonly url: string
  /** Everything it wrote so far. */
  output(): string
}

const BUNDLES = join(import.meta.dirname, '../../dist/worker')

/** Starts workerd with a configuration that `edit` has changed. */
export async function startBareWorkerd(
  texts: Readonly<Record<string, string>>,
  edit: (config: string) => string,
): Promise<BareWorkerd> {
  const folder = await mkdtemp(join(tmpdir(), 'cf-test-'))
  const port = await findFreePort()
  const storage = join(folder, 'objects')
  await mkdir(storage)
  const compatibilityDate = await readCompatibilityDate()
  const address = `127.0.0.1:${port}`
  const plan = { compatibilityDate, address, lastCalls: null, module: 'dev-worker.js', storage, site: null, texts }
  const config = edit(writeWorkerdConfig(plan))
  await writeFile(join(folder, 'config.capnp'), config)
  const words = ['serve', `--import-path=${BUNDLES}`, join(folder, 'config.capnp')]
  const child = spawn(findWorkerd(), words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const url = `http://127.0.0.1:${port}`
  const until = performance.now() + 50_000
  for (;;) {
    const answers = await ask(`${url}/health/live`).then(
      () => true,
      () => false,
    )
    if (answers) break
    await pause(10)
    if (performance.now() > until || child.exitCode !== null) throw new Error(`workerd does not serve: ${output}`)
  }
  return {
    url,
    output: () => output,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
