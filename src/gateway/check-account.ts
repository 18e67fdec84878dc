import type { Account } from '../model/account.ts'
import type { Protocol } from '../model/protocol.ts'
import { type Reach, reachOf } from '../model/reach.ts'
import type { Refusal } from '../model/refusal.ts'
import { tellUnreachable } from '../model/unreachable.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import type { Credentials } from './credentials.ts'
import { toAccountHeaders } from './credentials.ts'
import { toPairs } from './headers.ts'
import { toUpstreamPath, toUpstream } from './outgoing.ts'

/** What a vendor says of an account's credential. */
export interface AccountChecked {
  /**
   * - `valid`: the vendor took it
   * - `refused`: the vendor refused it
   * - `limited`: it is in order, but out of quota or credit
   * - `unready`: there is no token to send
   * - `unreachable`: no answer came
   * - `unclear`: an answer that tells nothing about it
   */
  readonly result: 'valid' | 'refused' | 'limited' | 'unready' | 'unreachable' | 'unclear'
  /** The vendor's; `null` where no answer came. */
  readonly status: number | null
  readonly tookMs: number
  /** A sentence without its full stop. */
  readonly detail: string
}

export interface AccountCheckParts {
  readonly credentials: Credentials
  fetch(reach: Reach): typeof fetch
  /** Aborted after so many ms. */
  late(ms: number): AbortSignal
  /** Epoch ms. */
  now(): number
}

/** Ms for all of it: somebody waits. */
const CHECK_MS = 10_000

/** Calls that are free and ask for the credential, with the query that keeps the answer short. */
const FREE_CALLS: Readonly<Record<Protocol, string>> = {
  anthropic: '/v1/models?limit=1',
  openai: '/v1/models',
  gemini: '/v1beta/models?pageSize=1',
}
/** Its list of models answers anybody (https://openrouter.ai/docs/api-reference/limits). */
const OPENROUTER_CALL = '/v1/key'
const HEADERS: readonly string[] = ['accept', 'application/json', 'anthropic-version', '2023-06-01']
const PLAIN_HEADERS: readonly string[] = ['accept', 'application/json']

/**
 * Asks an account's vendor for something free, with what a call would send: a token is refreshed where it must be, and once
 * more where it is refused. It takes no turn, and whatever comes of it marks no account. Never rejects.
 */
export function createAccountCheck(parts: AccountCheckParts): (account: Account) => Promise<AccountChecked> {
  return async (account) => {
    const startedAt = parts.now()
    const late = parts.late(CHECK_MS)
    const told = (result: AccountChecked['result'], status: number | null, detail: string): AccountChecked => {
      return { result, status, tookMs: Math.max(0, parts.now() - startedAt), detail }
    }
    try {
      const first =
        parts.credentials.ready(account, startedAt) ?? (await obtain(parts, account, { refused: null, late }))
      if (typeof first !== 'string') return told('unready', null, first.why)
      let answer = await ask(parts, account, { credential: first, late })
      if (answer.refusal?.kind === 'credential' && account.kind !== 'api_key') {
        const second = await obtain(parts, account, { refused: first, late })
        if (typeof second !== 'string')
          return told('refused', answer.status, `the token was refused, and ${second.why}`)
        answer = await ask(parts, account, { credential: second, late })
      }
      const { result, detail } = toResult(answer)
      return told(result, answer.status, detail)
    } catch (error) {
      return told('unreachable', null, tellUnreachable(error, new URL(account.baseUrl).host))
    }
  }
}

interface Answer {
  readonly status: number
  /** `null` below 400. */
  readonly refusal: Refusal | null
}

async function obtain(
  { credentials }: AccountCheckParts,
  account: Account,
  { refused, late }: { readonly refused: string | null; readonly late: AbortSignal },
): Promise<string | { readonly why: string }> {
  const lateness = Promise.withResolvers<never>()
  const onLate = () => lateness.reject(late.reason)
  late.addEventListener('abort', onLate)
  try {
    const outcome = await Promise.race([credentials.obtain(account, refused), lateness.promise])
    return outcome.kind === 'ready' ? outcome.token.reveal() : { why: outcome.why }
  } finally {
    late.removeEventListener('abort', onLate)
  }
}

async function ask(
  parts: AccountCheckParts,
  account: Account,
  { credential, late }: { readonly credential: string; readonly late: AbortSignal },
): Promise<Answer> {
  const { protocol, baseUrl } = account
  const call = account.provider === 'openrouter' ? OPENROUTER_CALL : FREE_CALLS[protocol]
  const url = toUpstream(baseUrl).origin + toUpstreamPath(baseUrl, call)
  const headers = toPairs(toAccountHeaders(account, protocol === 'anthropic' ? HEADERS : PLAIN_HEADERS, credential))
  const response = await parts.fetch(reachOf(account))(url, { headers, redirect: 'manual', signal: late })
  const { status } = response
  if (status < 400) return { status, refusal: null }
  const body = new Uint8Array(await response.arrayBuffer())
  const refusal = WIRE_FORMATS[protocol].readRefusal({
    status,
    header: (name) => response.headers.get(name),
    headerNames: () => response.headers.keys(),
    body,
    model: null,
    now: parts.now(),
  })
  return { status, refusal }
}

function toResult({ status, refusal }: Answer): Pick<AccountChecked, 'result' | 'detail'> {
  const code = refusal?.code == null ? '' : `, ${refusal.code}`
  switch (refusal?.kind) {
    case undefined:
      if (status < 300) return { result: 'valid', detail: 'the vendor takes the credential' }
      return { result: 'unclear', detail: `the vendor sends elsewhere (${status}): check the base URL` }
    case 'credential':
      return { result: 'refused', detail: `the vendor refuses the credential (${status}${code})` }
    case 'forbidden':
      return { result: 'refused', detail: `the vendor takes the credential but forbids the call (${status}${code})` }
    case 'limit':
    case 'busy':
      return { result: 'limited', detail: `a limit is met (${status}${code})` }
    case 'credit':
      return { result: 'limited', detail: `credit or a spend limit is used up (${status}${code})` }
    case 'overloaded':
    case 'server':
      return { result: 'unclear', detail: `the vendor is not well just now (${status}${code})` }
    case 'request':
      return { result: 'unclear', detail: `the vendor has no free call that tells (${status}${code})` }
  }
}
