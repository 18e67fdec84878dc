import type { TokenKeeper } from '../accounts/token-keeper.ts'
import type { TokenOutcome } from '../accounts/token-outcome.ts'
import type { Account } from '../model/account.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import { isHeader, toUpstreamHeaders } from './headers.ts'

/** What accounts prove themselves with, on its way to the vendors. */
export interface Credentials {
  /** What can be sent at once; `null` where it must be waited for. */
  ready(account: Account, now: number): string | null
  /** Waits for it. `refused` is the token that the vendor just refused: another one is asked for. */
  obtain(account: Account, refused: string | null): Promise<TokenOutcome>
}

/** Asked of vendors that take OAuth tokens, by the vendor's own documentation (facts/providers.md, "Auth"). */
const OAUTH_BETA = 'oauth-2025-04-20'

export function createCredentials(tokens: Pick<TokenKeeper, 'ready' | 'obtain' | 'renew'>): Credentials {
  return {
    ready(account, now) {
      if (account.kind === 'api_key') return account.credential?.reveal() ?? ''
      return tokens.ready(account, now)?.reveal() ?? null
    },
    obtain: (account, refused) => (refused === null ? tokens.obtain(account) : tokens.renew(account, refused)),
  }
}

/**
 * The caller's headers as this account's vendor gets them, with what it proves itself by in the place of the caller's
 * credential. For tokens of Anthropic the beta is appended to `anthropic-beta`; nothing else changes (contract §4).
 */
export function toAccountHeaders(account: Account, raw: readonly string[], credential: string): string[] {
  if (account.kind === 'api_key') {
    return toUpstreamHeaders(raw, WIRE_FORMATS[account.protocol].placeCredential(credential))
  }
  const headers = toUpstreamHeaders(raw, ['authorization', `Bearer ${credential}`])
  if (account.protocol === 'anthropic') appendBeta(headers)
  return headers
}

/** To the last line of that header, where none names it yet; as one of its own where there is no such line. */
function appendBeta(headers: string[]): void {
  let last = -1
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!isHeader(headers[i] ?? '', 'anthropic-beta')) continue
    if ((headers[i + 1] ?? '').split(',').some((name) => name.trim() === OAUTH_BETA)) return
    last = i + 1
  }
  if (last < 0) headers.push('anthropic-beta', OAUTH_BETA)
  else headers[last] = joinBeta(headers[last] ?? '')
}

function joinBeta(value: string): string {
  return value.trim() === '' ? OAUTH_BETA : `${value},${OAUTH_BETA}`
}
