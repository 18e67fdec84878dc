import type { NameKind } from '../../config/parse-flags.ts'
import { SETTINGS } from '../../config/setting-table.ts'
import type { Command } from '../command.ts'

/** What a word may be: one of a closed set, or a name that only the server knows. */
export type Completed =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'asked'; readonly names: 'accounts' | 'pools' }
  /** Anything: a shell offers files. */
  | { readonly kind: 'free' }

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly flags: readonly { readonly name: string; readonly help: string; readonly takes: Completed | null }[]
  readonly actions: readonly string[]
  /** The words after the action, or after the command where it has none. */
  readonly words: Completed
}

/** The commands as shells complete them. */
export function toCompletionTable(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, flags, actions = [], names }) => ({
    name,
    summary,
    flags: flags.map((flag) => ({
      name: `--${flag.name}`,
      help: flag.help,
      takes: flag.takes === 'nothing' ? null : toCompleted(flag.values, flag.names),
    })),
    actions,
    words: toCompleted(undefined, names),
  }))
}

function toCompleted(values: readonly string[] | undefined, names: NameKind | undefined): Completed {
  if (values !== undefined) return { kind: 'values', values }
  switch (names) {
    case 'accounts':
    case 'pools':
      return { kind: 'asked', names }
    case 'settings':
      return { kind: 'values', values: Object.keys(SETTINGS) }
    case undefined:
      return { kind: 'free' }
  }
}
