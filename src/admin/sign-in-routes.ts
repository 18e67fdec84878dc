import { Hono } from 'hono'
import type { SignInSubject } from '../accounts/sign-ins.ts'
import type { OAuthClientSettings } from '../model/settings.ts'
import { tellNoClient } from '../accounts/sign-ins.ts'
import { answerOutcome, refuseTakenName } from './account-changes.ts'
import { type SignInBody, signInAnswer, signInRequest } from './account-contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerBadRequest, answerConflict, answerNotFound, answerProblem } from './problem.ts'
import { readSignInAccount } from './read-account-spec.ts'
import { readBody } from './read-input.ts'

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?(?:\/|$)/

/**
 * `/api/sign-ins`: a person signs in to a vendor (RFC 6749 §4.1, PKCE). Whoever began it brings back what the vendor
 * answered, so that no route stands open for the vendor's redirect.
 */
export function signInRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  routes.post('/', async (c) => {
    const input = await readBody(c, signInRequest)
    if (!input.ok) return input.response
    const subject = toSubject(deps, input.value)
    if (subject instanceof Response) return subject
    const { provider } = subject
    const client = deps.settings().providers.get(provider)?.oauth ?? null
    if (client === null) return answerConflict(`Refused: ${tellNoClient(provider)}.`)
    const redirectUri = toRedirectUri(client, input.value.redirect_uri ?? null)
    if (redirectUri === null) {
      const missing = input.value.redirect_uri === undefined ? 'it is missing; ' : ''
      return answerBadRequest(
        `redirect_uri: ${missing}accepted is an address of this machine (http://127.0.0.1:PORT/…), or the redirect_uri of the config file.`,
      )
    }
    const begun = await deps.accounts.beginSignIn({ subject: subject.subject, provider, redirectUri })
    if (begun.kind === 'refused') return answerConflict(`Refused: ${begun.sentences.join('; ')}.`)
    const body = {
      id: begun.ticket,
      authorize_url: begun.authorizeUrl,
      redirect_uri: begun.redirectUri,
      expires_at: begun.expiresAt,
    }
    return c.json(body, 201)
  })

  routes.post('/complete', async (c) => {
    const input = await readBody(c, signInAnswer)
    if (!input.ok) return input.response
    const answer = toAnswer(input.value)
    if (answer === null) return answerBadRequest('Send redirected_to, or code and state.')
    const before = new Set(deps.settings().accounts.map(({ id }) => id))
    const outcome = await deps.accounts.completeSignIn(input.value.id, answer)
    if (outcome.kind === 'failed') {
      const detail = `${outcome.why.charAt(0).toUpperCase()}${outcome.why.slice(1)}.`
      return answerProblem({ status: 502, code: 'upstream_unreachable', detail })
    }
    if (outcome.kind === 'invalid') return answerBadRequest(`Refused: ${outcome.why}.`)
    const isAgain = outcome.kind === 'kept' && before.has(outcome.account.id)
    return answerOutcome(deps, outcome, isAgain ? 200 : 201)
  })

  return routes
}

function toSubject(
  deps: ControlDeps,
  body: SignInBody,
): { readonly subject: SignInSubject; readonly provider: string } | Response {
  if (body.account !== undefined) {
    const { accounts } = deps.settings()
    const account = accounts.find(({ id, name }) => id === body.account || name === body.account)
    if (account === undefined) return answerNotFound(`There is no account ${body.account}.`)
    if (account.kind !== 'oauth')
      return answerConflict(`Account ${account.name} has a credential that nobody signs in for.`)
    return { subject: { kind: 'again', id: account.id }, provider: account.provider }
  }
  const { provider } = body
  if (provider === undefined) return answerBadRequest('provider: it is missing.')
  const read = readSignInAccount({ ...body, provider }, deps.settings())
  if (!read.ok) return answerBadRequest(`${read.why}.`)
  return refuseTakenName(deps, read.spec.name) ?? { subject: { kind: 'new', account: read.spec }, provider }
}

/** Loopback takes any port (RFC 8252 §7.3); whatever else must be the operator's own word. */
function toRedirectUri(client: OAuthClientSettings, asked: string | null): string | null {
  const configured = client.redirectUri
  if (asked === null || asked === configured) return configured ?? asked
  return LOOPBACK.test(asked) ? asked : null
}

function toAnswer(body: {
  redirected_to?: string | undefined
  code?: string | undefined
  state?: string | undefined
  iss?: string | undefined
}): URLSearchParams | null {
  if (body.redirected_to !== undefined) {
    return URL.canParse(body.redirected_to) ? new URL(body.redirected_to).searchParams : null
  }
  if (body.code === undefined || body.state === undefined) return null
  const answer = new URLSearchParams({ code: body.code, state: body.state })
  if (body.iss !== undefined) answer.set('iss', body.iss)
  return answer
}
