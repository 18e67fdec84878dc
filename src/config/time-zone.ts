import { type ValueKind, unusable } from './value-kind.ts'
import { text } from './value-kinds.ts'

/** An IANA time zone that this runtime knows. */
export const timeZone: ValueKind<string> = text(
  { accepted: 'an IANA time zone (UTC, Europe/Berlin, America/New_York)', mask: 'none' },
  (given) => {
    try {
      return { ok: true, value: new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone }
    } catch {
      return unusable()
    }
  },
)
