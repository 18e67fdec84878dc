import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exit } from './settings.ts'

/** A server that was started by another command than the tests' own. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string
  stderr(): string
  /** Sends SIGTERM, and waits for its end. */
  stop(): Promise<Exit>
}

const LISTENING = /^listening on (http:\/\/\S+)$/m

/** Runs a command in a folder, with a state folder of its own, and resolves when it listens. */
export async function startServer(
  folder: string,
  [command, ...words]: readonly [string, ...string[]],
): Promise<RunningServer> {
  const home = await mkdtemp(join(tmpdir(), 'cf-test-'))
  const env = { PATH: process.env['PATH'], HOME: home, CLAUDEFLARE_HOME: home, PORT: '0' }
  const child = spawn(command, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exited = new Promise<Exit>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
  const stop = (): Promise<Exit> => {
    child.kill('SIGTERM')
    return exited
  }
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const listening = LISTENING.exec(stdout)?.[1]
      if (listening !== undefined) resolve(listening)
    })
    void exited.then(({ code }) => reject(new Error(`${command} ended with ${code} before it listened:\n${stderr}`)))
  })
  return {
    url,
    stderr: () => stderr,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(home, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
