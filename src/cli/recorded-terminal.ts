import type { Terminal } from './command.ts'
import { runCli } from './run-cli.ts'

/** What a command line did. */
export interface Recorded {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process, for tests. */
export async function record(argv: readonly string[], env: Terminal['env']): Promise<Recorded> {
  const out: string[] = []
  const err: string[] = []
  const terminal = { env, out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  const status = await runCli(argv, terminal)
  return { status, out: out.join('\n'), err: err.join('\n') }
}
