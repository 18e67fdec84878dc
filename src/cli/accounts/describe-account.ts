import { ACCOUNT_KINDS, type AccountKind } from '../../model/account.ts'
import { type Invocation, refuseUsage } from '../command.ts'
import { type AccountFields, FIELD_FLAGS, readFields, refuseName, refusePrivate } from './account-flags.ts'

/** An account as it was described, without its credential. */
export interface Described {
  readonly kind: AccountKind
  readonly fields: AccountFields
}

const OF_KIND = { api_key: FIELD_FLAGS.key, oauth: FIELD_FLAGS.signIn, workload_identity: FIELD_FLAGS.identity }
const SAYING_KIND = ['kind', 'sign-in']

/** Whether nothing at all is said of the account: then there is much to ask. */
export function saysNothing(invocation: Invocation): boolean {
  return invocation.words.length === 1 && describingFlags(invocation).length === 0
}

/** What the command line says of the account; the exit status where it cannot be. */
export function describe(invocation: Invocation): Described | number {
  const { terminal, words } = invocation
  const refuse = (why: string) => refuseUsage(terminal, 'accounts', why)
  const [, name, stray] = words
  if (stray !== undefined) return refuse(`${stray} is not known: a name with spaces goes in quotes`)
  const kind = kindOf(invocation)
  if (kind === null) return refuse(`--kind is one of ${ACCOUNT_KINDS.join(', ')}`)
  const known = OF_KIND[kind]
  const odd = describingFlags(invocation).find(
    (flag) => !SAYING_KIND.includes(flag) && !known.some((spec) => spec.name === flag),
  )
  if (odd !== undefined) return refuse(`--${odd} is not for an account of kind ${kind}`)
  const why = name === undefined ? null : refuseName(name)
  if (why !== null) return refuse(why)
  const read = readFields(invocation, known)
  if (!read.ok) return refuse(read.why)
  const inside = refusePrivate(read.fields)
  if (inside !== null) return refuse(inside)
  return { kind, fields: name === undefined ? read.fields : { name: name.trim(), ...read.fields } }
}

/** By what is said, or by what is said of it; `null` where that is none, or two. */
function kindOf({ flags }: Invocation): AccountKind | null {
  const said = flags.get('kind')
  const isSignIn = flags.has('sign-in')
  if (said !== undefined) {
    const kind = ACCOUNT_KINDS.find((known) => known === said) ?? null
    return isSignIn && kind !== 'oauth' ? null : kind
  }
  if (isSignIn) return 'oauth'
  return flags.has('federation-rule-id') || flags.has('organization-id') ? 'workload_identity' : 'api_key'
}

/** The flags given that say something of the account. */
function describingFlags({ flags }: Invocation): readonly string[] {
  const all = [...SAYING_KIND, ...FIELD_FLAGS.identity.map(({ name }) => name)]
  return all.filter((name) => flags.has(name))
}
