import type { Terminal } from './command.ts'
import type { Screen } from './look/screen.ts'
import type { View } from './look/view.ts'
import type { Prompts } from './prompts.ts'
import { runCli } from './run-cli.ts'

/** What a command line did. */
export interface Recorded {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Who is at the other end: a pipe with nothing in it where nothing is said. */
export interface Person {
  /** What comes on standard input. */
  readonly input?: string
  readonly prompts?: Prompts
  /** Told of every line that is printed, as it is. */
  readonly onLine?: (line: string) => void
  readonly browse?: (url: string) => Promise<boolean>
  /** The terminal that standard output is; none where it is absent. */
  readonly look?: Pick<View, 'width' | 'colour'>
  readonly onProgress?: (line: string | null) => void
  /** Wants an end. */
  readonly stopping?: AbortSignal
  readonly screen?: Screen
}

/** Runs a command line in this process, for tests. */
export async function record(argv: readonly string[], env: Terminal['env'], person: Person = {}): Promise<Recorded> {
  const out: string[] = []
  const err: string[] = []
  const keep = (lines: string[]) => (line: string) => {
    lines.push(line)
    person.onLine?.(line)
  }
  const terminal: Terminal = {
    env,
    out: keep(out),
    err: keep(err),
    look: () => person.look ?? { width: null, colour: false },
    progress: (line) => person.onProgress?.(line),
    stopping: () => person.stopping ?? new AbortController().signal,
    hasScreen: () => person.screen !== undefined,
    openScreen: () => person.screen ?? null,
    prompts: person.prompts ?? null,
    readInput: async () => person.input ?? '',
    browse: person.browse ?? (async () => false),
  }
  const status = await runCli(argv, terminal)
  return { status, out: out.join('\n'), err: err.join('\n') }
}

/** A person who gives these answers in turn, and then gives up. `asked` is what was asked. */
export function answering(...answers: readonly (string | boolean)[]): { prompts: Prompts; asked: string[] } {
  const asked: string[] = []
  const left = [...answers]
  const next = (message: string) => {
    asked.push(message)
    return left.shift()
  }
  const text: Prompts['text'] = async ({ message, check, signal }) => {
    if (left.length === 0 && signal !== undefined) {
      asked.push(message)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)))
    }
    const answer = next(message)
    const why = typeof answer === 'string' ? (check?.(answer) ?? null) : null
    if (why !== null) asked.push(why)
    return typeof answer === 'string' && why === null ? answer : null
  }
  const prompts: Prompts = {
    text,
    secret: text,
    async choose(message, options) {
      const answer = next(message)
      return options.find(({ value }) => value === answer)?.value ?? null
    },
    async confirm(message) {
      return next(message) === true
    },
  }
  return { prompts, asked }
}
