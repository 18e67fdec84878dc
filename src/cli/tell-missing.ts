import type { Terminal } from './command.ts'
import { fieldList } from './fields.ts'

/** Says of which pools an answer lacks its part, on standard error, so that what a program reads stays as it is. */
export function tellMissing({ err }: Pick<Terminal, 'err'>, body: unknown): void {
  for (const pool of fieldList(body, 'unreachable')) {
    err(`claudeflare: pool ${String(pool)} cannot be asked just now: what it knows is missing here`)
  }
}
