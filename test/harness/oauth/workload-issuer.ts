import { generateKeyPairSync, sign, verify } from 'node:crypto'

/** Claims of an assertion (RFC 7523, section 3). Times are epoch seconds. */
export type Claims = Readonly<Record<string, unknown>>

/** Says who a workload is, as a cluster or a CI does, by tokens that it signs. */
export interface WorkloadIssuer {
  /** A whole JWT, good for an hour from `now` (epoch ms); `claims` go over the usual ones, and `undefined` takes one away. */
  assertion(now: number, claims?: Claims): string
  /** Why a text is no assertion of this issuer that is good at `now` (epoch ms); `null` where it is. */
  findFault(assertion: string, now: number): string | null
}

const ISSUER = 'https://identity.test'
/** What clocks may differ by. */
const SKEW_S = 30

export function createWorkloadIssuer(audience: string): WorkloadIssuer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const header = { alg: 'ES256', typ: 'JWT', kid: 'workload-1' }
  return {
    assertion(now, claims = {}) {
      const iat = Math.floor(now / 1000)
      const usual = { iss: ISSUER, sub: 'workload:gateway', aud: audience, iat, nbf: iat, exp: iat + 3600 }
      const signed = `${encodePart(header)}.${encodePart({ ...usual, ...claims })}`
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${signed}.${signature.toString('base64url')}`
    },
    findFault(assertion, now) {
      const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(assertion)
      if (parts === null) return 'it is no JWT of three parts'
      const [, head = '', body = '', signature = ''] = parts
      if (decodePart(head)?.['alg'] !== 'ES256') return 'it is not signed by ES256'
      const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
      if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
        return 'the signature is not the issuer’s'
      const claims = decodePart(body)
      return claims === null ? 'its claims are no object' : findFaultInClaims(claims, audience, now / 1000)
    },
  }
}

function findFaultInClaims(claims: Claims, audience: string, now: number): string | null {
  const { iss, sub, aud, exp, nbf, iat } = claims
  if (iss !== ISSUER) return 'iss is another issuer'
  if (typeof sub !== 'string' || sub === '') return 'sub is missing'
  if (!(Array.isArray(aud) ? aud : [aud]).includes(audience)) return 'aud is somebody else'
  if (typeof exp !== 'number') return 'exp is missing'
  if (exp + SKEW_S <= now) return 'it has expired'
  if (typeof nbf === 'number' && nbf - SKEW_S > now) return 'it is not good yet'
  if (typeof iat === 'number' && iat - SKEW_S > now) return 'it was made in the future'
  return null
}

function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decodePart(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}
