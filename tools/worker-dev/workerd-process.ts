import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findWorkerd } from './find-workerd.ts'
import type { WorkerdPlan } from './workerd-config.ts'
import { writeWorkerdConfig } from './workerd-config.ts'

const BUNDLES = join(import.meta.dirname, '../../dist/worker')
const PRIVATE = 0o600
const READY_WITHIN_MS = 30_000

/**
 * Takes workerd down with this process, however that ends (its standard input is a pipe, which then breaks), and clears
 * away the folder that is its first argument.
 */
const WRAPPER = `
  folder=$1; shift
  exec 3<&0
  "$@" 3<&- </dev/null & workerd=$!
  trap 'kill -TERM $workerd' TERM
  (cat <&3 >/dev/null; kill -KILL $workerd) 2>/dev/null & watch=$!
  while kill -0 $workerd 2>/dev/null; do wait $workerd; done
  kill $watch 2>/dev/null
  rm -rf "$folder"`

/** Workerd as it runs the gateway's Worker. */
export interface WorkerdProcess {
  readonly socketPath: string
  /** Where the Worker is asked for its last calls. */
  readonly lastCallsPath: string
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>
  /** Lets calls under way finish. */
  stop(): void
  kill(): void
}

/** Starts workerd and resolves when it takes calls. Rejects where it ends before. */
export async function startWorkerd(
  given: Omit<WorkerdPlan, 'address' | 'lastCalls' | 'module'>,
  onOutput: (line: string) => void,
): Promise<WorkerdProcess> {
  // The configuration holds secrets: it is its owner's alone, outside of the checkout, and goes once it was read.
  const folder = await mkdtemp(join(tmpdir(), 'claudeflare-worker-'))
  try {
    const socketPath = join(folder, 'http.sock')
    const lastCallsPath = join(folder, 'last-calls.sock')
    await mkdir(given.storage, { recursive: true, mode: 0o700 })
    const config = join(folder, 'config.capnp')
    const sockets = { address: `unix:${socketPath}`, lastCalls: `unix:${lastCallsPath}` }
    await writeFile(config, writeWorkerdConfig({ ...given, ...sockets, module: 'dev-worker.js' }), { mode: PRIVATE })
    const serve = [findWorkerd(), 'serve', `--import-path=${BUNDLES}`, config]
    const child = spawn('sh', ['-c', WRAPPER, 'sh', folder, ...serve], { stdio: ['pipe', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) eachLine(stream, onOutput)
    const ended = once(child, 'close')
    await Promise.race([untilReady(socketPath), endedEarly(ended)])
    await rm(config)
    return {
      socketPath,
      lastCallsPath,
      ended,
      stop: () => void child.kill('SIGTERM'),
      // Its standard input breaks.
      kill: () => child.stdin.destroy(),
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function endedEarly(ended: Promise<unknown>): Promise<never> {
  await ended
  throw new Error('workerd ended before it served; what it said stands above')
}

async function untilReady(socketPath: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until) {
    if (await answers(socketPath)) return
    await pause(10)
  }
  throw new Error(`workerd does not serve after ${READY_WITHIN_MS} ms`)
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}
