import { type Answer, tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { FAILED, type Invocation, refuseUsage } from '../command.ts'
import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import type { AccountFields } from './account-flags.ts'
import {
  openRedirectListener,
  type Redirected,
  type RedirectListener,
  type RedirectPlace,
} from './redirect-listener.ts'
import { showAccount } from './show-account.ts'

/** Who signs in: the fields of a new account, or the one that has to again. */
export interface SignInWanted {
  readonly provider: string
  readonly fields: AccountFields
}

/** A sign-in that has begun. */
interface Begun {
  readonly id: string
  readonly authorizeUrl: string
  readonly state: string
  /** Epoch ms. */
  readonly expiresAt: number
}

/** How long the authorization server may take to redeem the code, and be asked through the gateway. */
const COMPLETE_MS = 60_000
const ANYWHERE: RedirectPlace = { host: '127.0.0.1', port: 0, path: '/callback' }
const DONE = 'You have signed in. This page can be closed.'

/** Takes a person through a sign-in in a browser; the exit status. */
export async function signIn(invocation: Invocation, wanted: SignInWanted): Promise<number> {
  const { terminal } = invocation
  const answer = await askGateway(invocation, { method: 'GET', path: '/api/providers' })
  if (!answer.ok) return tellFailure(terminal, answer)
  const provider = fieldList(answer.body, 'items').find((item) => fieldText(item, 'name') === wanted.provider)
  const configured = provider === undefined ? '-' : fieldText(provider, 'redirect_uri')
  const place = configured === '-' ? ANYWHERE : toPlace(configured)
  await using listener = place === null ? null : await openRedirectListener(place)
  if (listener === null && terminal.prompts === null) {
    const where = configured === '-' ? 'an address of this machine' : configured
    const why = `the vendor sends back to ${where}, which cannot be listened on here: sign in from a terminal, where the address can be pasted`
    return refuseUsage(terminal, 'accounts', why)
  }
  const redirectUri = listener?.redirectUri ?? configured
  const body = { ...wanted.fields, redirect_uri: redirectUri }
  const begun = await askGateway(invocation, { method: 'POST', path: '/api/sign-ins', body })
  if (!begun.ok) return tellFailure(terminal, begun)
  // Awaited, since the listener is closed at the end of this.
  return await goOn(invocation, toBegun(begun.body), listener)
}

async function goOn(invocation: Invocation, begun: Begun, listener: RedirectListener | null): Promise<number> {
  const { terminal, flags } = invocation
  terminal.err('Sign in at this address, within 10 minutes:')
  terminal.err('')
  terminal.err(begun.authorizeUrl)
  terminal.err('')
  if (flags.has('open') && !(await terminal.browse(begun.authorizeUrl))) {
    terminal.err('No browser could be opened here: open the address by hand.')
  }
  const redirected = await waitForAnswer(invocation, begun, listener)
  if (redirected === null) {
    terminal.err('claudeflare: nobody signed in, so nothing was changed')
    return FAILED
  }
  const body = { id: begun.id, redirected_to: redirected.url }
  const question = { method: 'POST', path: '/api/sign-ins/complete', body, timeoutMs: COMPLETE_MS } as const
  const answer = await askGateway(invocation, question)
  redirected.tell(answer.ok ? DONE : toRefusal(answer))
  if (!answer.ok) return tellFailure(terminal, answer)
  return showAccount(invocation, answer.body, 'has signed in')
}

/** What comes first: the browser, a pasted address, or the end of the time; `null` where nothing came. */
async function waitForAnswer(
  { terminal }: Invocation,
  { state, expiresAt }: Begun,
  listener: RedirectListener | null,
): Promise<Redirected | null> {
  const enough = new AbortController()
  const late = setTimeout(() => enough.abort(), Math.max(0, expiresAt - Date.now()))
  const gaveUp = new Promise<null>((resolve) => enough.signal.addEventListener('abort', () => resolve(null)))
  const pasted = terminal.prompts
    ?.text({
      message:
        listener === null
          ? 'The address that the browser is sent to afterwards'
          : 'Or paste the address that the browser is sent to, where it is on another machine',
      check: (text) => refusePasted(text, state),
      signal: enough.signal,
    })
    .then((text) => (text === null ? null : { url: text, tell() {} }))
  try {
    return await Promise.race([gaveUp, ...(pasted === undefined ? [] : [pasted]), ...listened(listener, state)])
  } finally {
    clearTimeout(late)
    enough.abort()
    await pasted
  }
}

function listened(listener: RedirectListener | null, state: string): Promise<Redirected>[] {
  return listener === null ? [] : [listener.expect(state)]
}

function refusePasted(text: string, state: string): string | null {
  const answer = URL.canParse(text) ? new URL(text).searchParams : null
  if (answer === null || !(answer.has('code') || answer.has('error'))) {
    return 'it is the whole address of the page that the vendor sent the browser to, with code= in it'
  }
  return answer.get('state') === state ? null : 'this address belongs to another sign-in'
}

/** Where the config file's redirect address can be listened on; `null` where it is not on this machine. */
function toPlace(redirectUri: string): RedirectPlace | null {
  const { protocol, hostname, port, pathname } = new URL(redirectUri)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (protocol !== 'http:' || !['127.0.0.1', '::1', 'localhost'].includes(host)) return null
  // Without a port it is any: a vendor that goes by RFC 8252 takes them all.
  return { host, port: port === '' ? 0 : Number(port), path: pathname }
}

function toBegun(body: unknown): Begun {
  const authorizeUrl = fieldText(body, 'authorize_url')
  return {
    id: fieldText(body, 'id'),
    authorizeUrl,
    state: new URL(authorizeUrl).searchParams.get('state') ?? '',
    expiresAt: fieldNumber(body, 'expires_at') ?? 0,
  }
}

function toRefusal({ sentences }: Extract<Answer, { ok: false }>): string {
  return `The sign-in did not succeed. ${sentences.join(' ')}`
}
