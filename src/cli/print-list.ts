import { FINE, type Invocation, viewOf } from './command.ts'
import { fieldList } from './fields.ts'
import type { View } from './look/view.ts'
import { type Column, layOutTable } from './table.ts'
import { tellMissing } from './tell-missing.ts'

/** What a listing looks like. */
export interface Listing {
  columns(view: View): readonly Column<unknown>[]
  /** What is said instead of an empty table. */
  readonly empty: string
}

/** Prints a list as JSON where `--json` is given, else as a table; the exit status. */
export function printList(invocation: Invocation, body: unknown, listing: Listing): number {
  const { flags, terminal } = invocation
  const items = fieldList(body, 'items')
  const view = viewOf(invocation)
  if (flags.has('json')) terminal.out(JSON.stringify(body, null, 2))
  else if (items.length === 0) terminal.out(listing.empty)
  else for (const line of layOutTable(listing.columns(view), items, view)) terminal.out(line)
  tellMissing(terminal, body)
  return FINE
}
