import { spawn } from 'node:child_process'
import { createClackPrompts } from './clack-prompts.ts'
import type { Terminal } from './command.ts'
import { openProcessScreen } from './look/screen.ts'
import { createProgress } from './look/progress.ts'

/** Far above any credential: what is longer is the wrong file. */
const MAX_INPUT_BYTES = 64 * 1024

/** The terminal that this process was started from. */
export function createProcessTerminal(env: Terminal['env']): Terminal {
  const { stdin, stdout, stderr } = process
  const progress = createProgress(stderr)
  const colour = stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  let stopping: AbortSignal | null = null
  // Whoever reads standard output may have seen enough: `claudeflare requests | head`.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  return {
    env,
    out(line) {
      progress.clear()
      stdout.write(`${line}\n`)
    },
    err(line) {
      progress.clear()
      stderr.write(`${line}\n`)
    },
    look: () => ({ width: stdout.isTTY ? stdout.columns || 80 : null, colour }),
    progress: (line) => progress.show(line),
    stopping: () => (stopping ??= listenForStop()),
    hasScreen: () => stdin.isTTY && stdout.isTTY,
    openScreen: () => openProcessScreen({ stdin, stdout }),
    prompts: stdin.isTTY ? createClackPrompts(stderr.isTTY ? stderr : stdout) : null,
    readInput,
    browse,
  }
}

/** A second signal ends the process, as it would have without. */
function listenForStop(): AbortSignal {
  const stop = new AbortController()
  const onStop = () => stop.abort()
  process.once('SIGINT', onStop)
  process.once('SIGTERM', onStop)
  return stop.signal
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    // Without an encoding a stream gives buffers.
    const buffer = chunk as Buffer
    bytes += buffer.length
    if (bytes > MAX_INPUT_BYTES) break
    chunks.push(buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

function browse(url: string): Promise<boolean> {
  const [program = '', ...first] = OPENERS[process.platform] ?? ['xdg-open']
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const child = spawn(program, [...first, url], { stdio: 'ignore', detached: true })
  child.once('error', () => resolve(false))
  child.once('spawn', () => resolve(true))
  child.unref()
  return promise
}
