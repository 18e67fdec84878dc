import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { PIN } from './pin.ts'
import { processTree } from './process-tree.ts'

/** The core that the proxy under measurement has for itself, and the one that load and upstream share. */
export const PROXY_CORE = 0
export const LOAD_CORE = 1

export interface Command {
  readonly name: string
  readonly file: string
  readonly args: readonly string[]
  readonly core: number
  readonly env?: Readonly<Record<string, string>>
  /** Our own scripts report over a channel, and end when it closes. */
  readonly channel?: 'ipc'
}

export interface Running {
  readonly name: string
  readonly pid: number
  readonly child: ChildProcess
  /** File that its standard error goes to. */
  readonly log: string
}

/** One figure's processes and its folder; whatever happens, closing ends the one and removes the other. */
export class Stage {
  readonly folder: string
  readonly #running = new Set<Running>()
  readonly #killAll = (): void => {
    for (const { pid } of this.#running) for (const each of processTree(pid)) signal(each, 'SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  private constructor(folder: string) {
    this.folder = folder
    process.once('exit', this.#killAll)
  }

  static async open(): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), 'claudeflare-bench-')))
  }

  start(command: Command): Running {
    const log = join(this.folder, `${command.name}.log`)
    const stderr = openSync(log, 'a')
    // It replaces itself with the command, so the pid is the command's own.
    const child = spawn(PIN, ['-c', String(command.core), command.file, ...command.args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: this.folder, ...command.env },
      stdio: ['ignore', 'pipe', stderr, ...(command.channel === undefined ? [] : [command.channel])],
    })
    closeSync(stderr)
    if (child.pid === undefined)
      throw new Error(`${command.name} could not be started: is taskset (util-linux) installed?`)
    // A pipe that nobody empties would stop whoever talks a lot.
    child.stdout?.resume()
    const running = { name: command.name, pid: child.pid, child, log }
    this.#running.add(running)
    return running
  }

  async stop(running: Running): Promise<void> {
    this.#running.delete(running)
    const tree = processTree(running.pid)
    signal(running.pid, 'SIGTERM')
    for (
      let waited = 0;
      waited < 5_000 && running.child.exitCode === null && running.child.signalCode === null;
      waited += 50
    ) {
      await wait(50)
    }
    for (const pid of tree) if (pid !== running.pid || running.child.exitCode === null) signal(pid, 'SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of [...this.#running].toReversed()) await this.stop(running)
    process.off('exit', this.#killAll)
    await rm(this.folder, { recursive: true, force: true })
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended already, which is what was wanted.
  }
}
