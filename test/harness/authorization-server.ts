import { once } from 'node:events'
import { createServer } from 'node:http'
import { answerControl } from './oauth/control.ts'
import type { OAuthClient } from './oauth/clients.ts'
import { createCodes } from './oauth/codes.ts'
import type { FederationRule } from './oauth/exchange-endpoint.ts'
import { createGate } from './oauth/gate.ts'
import type { Gate } from './oauth/gate.ts'
import type { Inside } from './oauth/inside.ts'
import { onRequest } from './oauth/on-request.ts'
import type { TokenRequest } from './oauth/token-requests.ts'
import { createTokens } from './oauth/tokens.ts'
import type { Tokens } from './oauth/tokens.ts'
import { createTroubles } from './oauth/troubles.ts'
import type { Troubles } from './oauth/troubles.ts'
import { createWorkloadIssuer } from './oauth/workload-issuer.ts'
import type { Claims } from './oauth/workload-issuer.ts'

/** Registered unless others are named. Its addresses are loopback, so that any port of them will do. */
export const PUBLIC_CLIENT: OAuthClient = {
  kind: 'public',
  id: 'gateway-of-the-tests',
  redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  scopes: ['inference', 'profile'],
}

export const FEDERATION_RULE: FederationRule = {
  id: 'fdrl_of_the_tests',
  organizationId: '00000000-0000-4000-8000-000000000001',
  serviceAccountId: 'svac_of_the_tests',
  workspaceIds: ['default', 'wrkspc_of_the_tests'],
}

export interface AuthorizationServerPlan {
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly clients?: readonly OAuthClient[]
  readonly rules?: readonly FederationRule[]
  /** Epoch ms. */
  readonly now?: () => number
}

/**
 * An authorization server on 127.0.0.1, as strict as a strict vendor's: PKCE with S256, exact redirect addresses, codes that
 * work once, and a refresh token that comes a second time ends the sign-in (RFC 9700).
 *
 * `GET /authorize`, `POST /token` (forms), `POST /v1/oauth/token` (a workload's identity, JSON).
 */
export interface AuthorizationServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: also its issuer (RFC 9207), and the audience of assertions. */
  readonly url: string
  readonly tokens: Tokens
  readonly troubles: Troubles
  readonly gate: Gate
  /** Token requests in the order in which they were decided about. */
  requests(): readonly TokenRequest[]
  /** The next so many authorizations end with this error: one, and `access_denied`. */
  deny(times?: number, error?: string): void
  /** An identity of a workload that it believes; `claims` change it. */
  assertion(claims?: Claims): string
  /** Every code, token and assertion that was ever given: none of them may show anywhere. */
  secrets(): readonly string[]
  /** Resolves as soon as the next answer of a token endpoint is handed to its socket. */
  nextAnswer(): Promise<void>
  /** Moves its clock, forward or back: what was given out ends sooner or later by so much. */
  shift(ms: number): void
  /** Whether a vendor takes this credential: an API key by its prefix, and an access token while it is good. */
  readonly admits: (credential: string) => boolean
}

/** Starts one. Rejects where the port is taken. */
export async function openAuthorizationServer(plan: AuthorizationServerPlan = {}): Promise<AuthorizationServer> {
  const server = createServer()
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(plan.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  const clock = plan.now ?? Date.now
  let shiftedMs = 0
  const inside = createInside(plan, { url: `http://127.0.0.1:${address.port}`, now: () => clock() + shiftedMs })
  const { url, tokens, troubles, gate, requests } = inside
  const assertions: string[] = []
  const opened: AuthorizationServer = {
    url,
    tokens,
    troubles,
    gate,
    requests: () => requests,
    deny(times = 1, error = 'access_denied') {
      for (let count = 0; count < times; count += 1) inside.denials.push(error)
    },
    assertion(claims = {}) {
      const made = inside.issuer.assertion(inside.now(), claims)
      assertions.push(made)
      return made
    },
    secrets: () => [...tokens.all(), ...inside.codes.all(), ...assertions],
    nextAnswer: () => new Promise((resolve) => inside.awaiting.add(resolve)),
    shift(ms) {
      shiftedMs += ms
    },
    admits: (credential) => credential.startsWith('sk-ant-') || tokens.verify(credential) === 'good',
    async [Symbol.asyncDispose]() {
      gate.release()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  server.on('request', (request, response) => {
    const answered = request.url?.startsWith('/__fake/')
      ? answerControl(opened, request, response)
      : onRequest(inside, request, response)
    // A bug of the server shows as a broken connection and in the log of whoever runs it.
    answered.catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))))
  })
  return opened
}

function createInside(plan: AuthorizationServerPlan, { url, now }: Pick<Inside, 'url' | 'now'>): Inside {
  return {
    url,
    now,
    clients: plan.clients ?? [PUBLIC_CLIENT],
    rules: plan.rules ?? [FEDERATION_RULE],
    codes: createCodes(),
    tokens: createTokens(now),
    troubles: createTroubles(),
    gate: createGate(),
    issuer: createWorkloadIssuer(url),
    requests: [],
    denials: [],
    awaiting: new Set(),
  }
}
