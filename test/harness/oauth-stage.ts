import { ask, askJson } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import { FEDERATION_RULE, PUBLIC_CLIENT } from './authorization-server.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { findAccount } from './accounts.ts'
import { toRecord } from './json.ts'
import type { JsonRecord } from './json.ts'
import { follow } from './oauth/strict-client.ts'
import { MESSAGE, openStage } from './stage.ts'
import type { Stage, StagePlan } from './stage.ts'

/** What a stage with sign-ins is made of besides. */
export interface OAuthPlan extends StagePlan {
  /** API keys in pool `accounts` that stand in where the signed-in accounts cannot: `key-1`, …; none by default. */
  readonly standIns?: number
  /** `providers.anthropic.oauth`, over what is usual. */
  readonly oauth?: Readonly<Record<string, unknown>>
  /** `providers.anthropic.workload_identity`, over what is usual. */
  readonly workload?: Readonly<Record<string, unknown>>
}

/** A gateway between a test, an authorization server, and a vendor that takes that one's tokens. */
export interface OAuthStage extends Stage {
  /** One message through pool `accounts`. */
  call(asked?: Ask): Promise<Told>
  beginSignIn(name: string, more?: object): Promise<Told>
  /** Hands what the browser came back with to the gateway. */
  completeSignIn(id: unknown, back: URL): Promise<Told>
  /** The whole way; the row of the account that came of it. Rejects where it is refused. */
  signIn(name: string, more?: object): Promise<JsonRecord>
  addWorkload(name: string, more?: object): Promise<Told>
  row(name: string): Promise<JsonRecord>
  /** What is told of an account right after a call: one that cannot be had a token for rests a moment, and is tried again. */
  stateAfterCall(name: string): Promise<unknown>
}

/** What signed-in accounts have, so that they go before the keys that stand in. */
const FIRST = { priority: -1 }
export const REDIRECT_URI = 'http://localhost:8976/callback'

export async function openOAuthStage(server: AuthorizationServer, plan: OAuthPlan = {}): Promise<OAuthStage> {
  const given = typeof plan.config === 'object' ? plan.config : {}
  const accounts = Array.from({ length: plan.standIns ?? 0 }, (_, index) => toStandIn(index + 1))
  const anthropic = {
    oauth: {
      authorization_endpoint: `${server.url}/authorize`,
      token_endpoint: `${server.url}/token`,
      client_id: PUBLIC_CLIENT.id,
      scopes: PUBLIC_CLIENT.scopes,
      redirect_uri: REDIRECT_URI,
      ...plan.oauth,
    },
    ...(plan.workload === undefined
      ? {}
      : { workload_identity: { token_endpoint: `${server.url}/v1/oauth/token`, ...plan.workload } }),
  }
  const config = { accounts, providers: { anthropic }, ...given }
  const stage = await openStage({ ...plan, admits: server.admits, config })
  const { url } = stage.gateway
  const opened: OAuthStage = {
    ...stage,
    call: (asked = {}) => askJson(`${url}/v1/messages`, MESSAGE, asked),
    beginSignIn: (name, more = {}) =>
      askJson(`${url}/api/sign-ins`, { provider: 'anthropic', name, ...FIRST, ...more }),
    completeSignIn: (id, back) => askJson(`${url}/api/sign-ins/complete`, { id, redirected_to: back.href }),
    async signIn(name, more = {}) {
      const begun = toMade(await opened.beginSignIn(name, more), [201])
      const back = await follow(String(begun['authorize_url']))
      return toMade(await opened.completeSignIn(begun['id'], back), [200, 201])
    },
    addWorkload: (name, more = {}) =>
      askJson(`${url}/api/accounts`, {
        name,
        provider: 'anthropic',
        kind: 'workload_identity',
        federation_rule_id: FEDERATION_RULE.id,
        organization_id: FEDERATION_RULE.organizationId,
        ...FIRST,
        ...more,
      }),
    async stateAfterCall(name) {
      await opened.call()
      return (await opened.row(name))['state']
    },
    row: async (name) => toRecord((await ask(`${url}/api/accounts/${await findAccount(stage, name)}`)).text),
  }
  return opened
}

/** Has a vendor's prefix, by which the authorization server knows that it is none of its tokens. */
function toStandIn(number: number): object {
  return { name: `key-${number}`, provider: 'anthropic', api_key: `sk-ant-canary-of-stand-in-${number}-0123456789` }
}

function toMade(told: Told, wanted: readonly number[]): JsonRecord {
  if (!wanted.includes(told.status)) throw new Error(`it was refused: ${told.status} ${told.text}`)
  return toRecord(told.text)
}
