import { createHash, randomBytes } from 'node:crypto'

/** What a code was given for. */
export interface CodeGrant {
  readonly clientId: string
  readonly redirectUri: string
  /** SHA-256 of the verifier, base64url (RFC 7636, section 4.2). */
  readonly challenge: string
  readonly scope: string
}

/** What a client shows with a code. */
interface CodeProof {
  readonly clientId: string
  readonly redirectUri: string
  readonly verifier: string
}

type Presented =
  | { readonly kind: 'good'; readonly grant: CodeGrant }
  | { readonly kind: 'bad'; readonly why: string }
  /** It was presented before; `family` came of that, if one did. */
  | { readonly kind: 'used'; readonly family: number | null }

/** The authorization codes that were given out. Times are epoch ms. */
export interface Codes {
  give(grant: CodeGrant, now: number): string
  /** Uses a code up, whether or not the proof is the right one: a guess has one try. */
  present(code: string, proof: CodeProof, now: number): Presented
  /** Says which family came of a code, so that a second use of it can take that back (RFC 6749, section 4.1.2). */
  onRedeemed(code: string, family: number): void
  /** All that were ever given, and all verifiers that were shown. */
  all(): readonly string[]
}

/** Ten minutes are the most that is advised (RFC 6749, section 4.1.2); strict vendors give one. */
const CODE_LIFE_MS = 60_000

interface Code {
  readonly grant: CodeGrant
  readonly expiresAt: number
  used: boolean
  family: number | null
}

export function createCodes(): Codes {
  const codes = new Map<string, Code>()
  const verifiers = new Set<string>()
  return {
    give(grant, now) {
      const code = `canary-code-${codes.size + 1}-${randomBytes(12).toString('hex')}`
      codes.set(code, { grant, expiresAt: now + CODE_LIFE_MS, used: false, family: null })
      return code
    },
    present(code, proof, now) {
      verifiers.add(proof.verifier)
      const known = codes.get(code)
      if (known === undefined) return { kind: 'bad', why: 'no such code' }
      if (known.used) return { kind: 'used', family: known.family }
      known.used = true
      const why = findFault(known, proof, now)
      return why === null ? { kind: 'good', grant: known.grant } : { kind: 'bad', why }
    },
    onRedeemed(code, family) {
      const known = codes.get(code)
      if (known !== undefined) known.family = family
    },
    all: () => [...codes.keys(), ...verifiers],
  }
}

function findFault({ grant, expiresAt }: Code, proof: CodeProof, now: number): string | null {
  if (now >= expiresAt) return 'the code has expired'
  if (proof.clientId !== grant.clientId) return 'the code is another client’s'
  if (proof.redirectUri !== grant.redirectUri) return 'redirect_uri is not the one that the code was asked with'
  if (toChallenge(proof.verifier) !== grant.challenge) return 'the verifier does not fit the challenge'
  return null
}

/** S256 of RFC 7636, section 4.2. */
export function toChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
