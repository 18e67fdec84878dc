import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { Exit, Gateway, GatewaySettings, Runtime } from './settings.ts'
import { UUID } from './settings.ts'

const ROOT = join(import.meta.dirname, '../..')
const LISTENING = /^listening on (https?:\/\/\S+:(\d+))$/m
/** Less than a test has. It is not what a start or an end takes; past it nothing is waited for that would still come. */
const NEVER_MS = 50_000
/** What is told to end goes on writing for a moment, workerd below its launcher, too. */
const AWAY = { recursive: true, force: true, maxRetries: 20 } as const

/** The words after `node` that start a gateway, without those of a test. */
export type Command = readonly string[]

/** The gateway as a user starts it: a process of its own, told by environment and file. */
export function createProcessRuntime(name: string, command: Command): Runtime {
  return { name, start: (settings) => start(command, settings) }
}

/** Runs it where it is expected to end by itself, as with a configuration it cannot use. */
export async function runCommandToEnd(command: Command, settings: GatewaySettings): Promise<Exit> {
  const home = settings.home ?? (await mkdtemp(join(tmpdir(), 'cf-test-')))
  const running = await launch(command, settings, home)
  const giveUp = setTimeout(() => running.child.kill('SIGKILL'), NEVER_MS)
  const exit = await running.exited
  clearTimeout(giveUp)
  if (settings.home === undefined) await rm(home, AWAY)
  return exit
}

async function start(command: Command, settings: GatewaySettings): Promise<Gateway> {
  const home = settings.home ?? (await mkdtemp(join(tmpdir(), 'cf-test-')))
  const running = await launch(command, settings, home)
  const { child, exited } = running
  const [, url = '', port = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout.on('data', () => {
      const line = LISTENING.exec(running.stdout())
      if (line !== null) resolve(line)
    })
    exited.then(({ code, stderr }) => reject(new Error(`it ended with ${code} before it listened:\n${stderr}`)), reject)
    const giveUp = setTimeout(() => child.kill('SIGKILL'), NEVER_MS)
    child.stdout.once('data', () => clearTimeout(giveUp))
    child.once('close', () => clearTimeout(giveUp))
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const giveUp = setTimeout(() => child.kill('SIGKILL'), NEVER_MS)
    const exit = await exited
    clearTimeout(giveUp)
    return exit
  }
  return {
    url,
    port: Number(port),
    home,
    stdout: running.stdout,
    stderr: running.stderr,
    async peakMemory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
    },
    signal: (name) => void child.kill(name),
    exited,
    stop,
    async [Symbol.asyncDispose]() {
      // Tests that are not about draining wait for it no longer than it takes where nothing is under way. Where a state
      // folder outlives it, somebody looks into that next: it has to have written all it knew.
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const giveUp = setTimeout(() => child.kill('SIGKILL'), settings.home === undefined ? 500 : NEVER_MS)
      await exited
      clearTimeout(giveUp)
      if (settings.home === undefined) await rm(home, AWAY)
    },
  }
}

/** Those that a test, timed out or broken, would otherwise leave behind. */
const alive = new Set<{ kill(signal: 'SIGKILL'): unknown }>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly exited: Promise<Exit>
  readonly stdout: () => string
  readonly stderr: () => string
}

async function launch(command: Command, settings: GatewaySettings, home: string): Promise<Running> {
  if (settings.config !== undefined) {
    const text = typeof settings.config === 'string' ? settings.config : JSON.stringify(settings.config)
    await writeFile(join(home, 'config.json'), text)
  }
  const child = spawn(process.execPath, [...command, ...(settings.args ?? [])], {
    cwd: ROOT,
    env: toEnvironment(settings, home),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  alive.add(child)
  child.once('exit', () => alive.delete(child))
  const exited = new Promise<Exit>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
  return { child, exited, stdout: () => stdout, stderr: () => stderr }
}

/** Nothing of the environment that the tests run in, but where programs lie. */
function toEnvironment(settings: GatewaySettings, home: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    CLAUDEFLARE_HOME: home,
    PORT: '0',
    LOAD_BALANCER_ENABLED: 'true',
    LOAD_BALANCER_UUID: UUID,
    LOG_LEVEL: 'debug',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  }
  for (const [name, value] of Object.entries(settings.env ?? {})) {
    if (value === undefined) delete env[name]
    else env[name] = value
  }
  return env
}
