import { providerOfKey } from '../model/providers.ts'

/** Flags that somebody might think of who wants to hand a credential over. */
const SECRET_FLAG =
  /^--?(?:api[-_]?)?(?:key|secret|token|password|credential|access[-_]token|refresh[-_]token|client[-_]secret)(?:=|$)/i
/** A vendor's prefix at the beginning of a name is no credential yet. */
const SHORTEST_KEY = 20
const OWN_KEY = /^cf_[A-Za-z0-9]{20,}$/
/** A JSON Web Token. */
const JWT = /^eyJ[\w-]{8,}\.[\w-]+/
/** What no person would call something: vendors without a prefix make such keys. */
const CHANCE = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+=]{32,}$/

const WHY =
  'an argument looks like a credential, or a flag for one. Everybody on this machine can read a command line, and your shell may have it in its history now: take it out there, or better replace that key. ' +
  'Leave it out here: it is asked for at a terminal, and read from standard input elsewhere'

/** Why a command line that carries a credential is refused, which holds nothing of it; `null` where none does. */
export function tellLeaked(argv: readonly string[]): string | null {
  return argv.some((argument) => SECRET_FLAG.test(argument) || holdsCredential(argument)) ? WHY : null
}

function holdsCredential(argument: string): boolean {
  const value = argument.replace(/^--[^=]+=/, '').trim()
  if (OWN_KEY.test(value) || JWT.test(value)) return true
  if (value.length >= SHORTEST_KEY && (providerOfKey(value) !== null || value.startsWith('sk-'))) return true
  return CHANCE.test(value)
}
