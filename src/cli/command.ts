import type { FlagSpec, NameKind } from '../config/parse-flags.ts'
import type { Screen } from './look/screen.ts'
import type { View } from './look/view.ts'
import type { Prompts } from './prompts.ts'

/** What a command talks to: the process in earnest, a recording in tests. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** One line on standard output. */
  out(line: string): void
  /** One line on standard error. */
  err(line: string): void
  /** How wide standard output is, and whether it shows colours: asked anew each time, since windows change. */
  look(): Pick<View, 'width' | 'colour'>
  /** A line on standard error that the next one takes the place of, on a terminal alone; `null` takes it away. */
  progress(line: string | null): void
  /** Aborted when somebody wants an end (Ctrl-C, SIGTERM); until this is asked for, that ends the process. */
  stopping(): AbortSignal
  /** Whether standard input and output both are a terminal. */
  hasScreen(): boolean
  /** All of the terminal, for a live view; `null` where it has no screen. */
  openScreen(): Screen | null
  /** Asks the person there; `null` where standard input is no terminal. */
  readonly prompts: Prompts | null
  /** All that comes on standard input. */
  readInput(): Promise<string>
  /** Shows an address in this machine's browser: `false` where it has none. */
  browse(url: string): Promise<boolean>
}

/** What a command was called with. */
export interface Invocation {
  readonly terminal: Terminal
  readonly flags: ReadonlyMap<string, string>
  /** What is no flag, without the command's own name. */
  readonly words: readonly string[]
  /** Everything after the command's name, as it was written. */
  readonly argv: readonly string[]
}

export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** The lines after `usage: claudeflare`. */
  readonly usage: readonly string[]
  readonly flags: readonly FlagSpec[]
  /** The words that may come first, where they are a closed set: for completion. */
  readonly actions?: readonly string[]
  /** What the words after it name: for completion. */
  readonly names?: NameKind
  /** Lines below the flags in its help. */
  readonly notes?: readonly string[]
  /** Why arguments are refused before they are read, in words that hold nothing of them; `null` where they are not. */
  refuses?(argv: readonly string[]): string | null
  /** The exit status. */
  run(invocation: Invocation): Promise<number>
}

/** Exit statuses: fine, failed, used or configured wrongly. */
export const FINE = 0
export const FAILED = 1
export const WRONG = 2

export const JSON_FLAG: FlagSpec = { name: 'json', takes: 'nothing', help: 'JSON instead of a table' }

/** Who looks at what a command prints: nobody, for the look of it, where JSON is wanted. */
export function viewOf({ terminal, flags }: Pick<Invocation, 'terminal' | 'flags'>): View {
  const look = flags.has('json') ? { width: null, colour: false } : terminal.look()
  return { ...look, now: Date.now() }
}

/** Says what was wrong with how a command was called. */
export function refuseUsage(terminal: Terminal, command: string, why: string): number {
  terminal.err(`claudeflare ${command}: ${why} (claudeflare ${command} --help tells more)`)
  return WRONG
}
