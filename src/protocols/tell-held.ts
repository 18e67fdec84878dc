import type { Tally } from './dialect.ts'
import { asText } from './json-record.ts'

/** An id longer than this is none that a vendor makes. */
const LONGEST = 256

/** Tells an id that a vendor's answer names, if it is one. */
export function tellHeld(id: unknown, { onHeld }: Pick<Tally, 'onHeld'>): void {
  const text = asText(id)
  if (onHeld !== null && text !== null && text.length <= LONGEST) onHeld(text)
}
