import type { OAuthClient } from './clients.ts'
import type { Codes } from './codes.ts'
import type { FederationRule } from './exchange-endpoint.ts'
import type { Gate } from './gate.ts'
import type { TokenRequest } from './token-requests.ts'
import type { Tokens } from './tokens.ts'
import type { Troubles } from './troubles.ts'
import type { WorkloadIssuer } from './workload-issuer.ts'

/** What the endpoints of one authorization server share. */
export interface Inside {
  readonly url: string
  /** Epoch ms. */
  readonly now: () => number
  readonly clients: readonly OAuthClient[]
  readonly rules: readonly FederationRule[]
  readonly codes: Codes
  readonly tokens: Tokens
  readonly troubles: Troubles
  readonly gate: Gate
  readonly issuer: WorkloadIssuer
  readonly requests: TokenRequest[]
  /** Errors that the next authorizations end with, in their order. */
  readonly denials: string[]
  /** Called, and forgotten, with the next answer of a token endpoint. */
  readonly awaiting: Set<() => void>
}
