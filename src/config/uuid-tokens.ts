import { type ValueKind, unusable } from './value-kind.ts'
import { text } from './value-kinds.ts'

/** A token of `/:uuid`: long enough not to be guessed, and fit for a path without escapes. */
const TOKEN = /^[A-Za-z0-9_-]{16,256}$/

/** The tokens accepted as `/:uuid`, comma-separated. */
export const uuidTokens: ValueKind<readonly string[]> = text(
  { accepted: 'tokens of at least 16 characters of A-Z a-z 0-9 _ - each, comma-separated', mask: 'credential' },
  (given) => {
    const tokens = given.split(',').map((token) => token.trim())
    const wrong = tokens.findIndex((token) => !TOKEN.test(token))
    if (wrong === -1) return { ok: true, value: [...new Set(tokens)] }
    const length = tokens[wrong]?.length ?? 0
    const why = length < 16 ? `is ${length} characters long` : 'has other characters or is too long'
    return unusable(tokens.length === 1 ? `it ${why}` : `token ${wrong + 1} of ${tokens.length} ${why}`)
  },
)
