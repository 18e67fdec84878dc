import type { OpenedAccount } from '../model/stored-account.ts'
import type { TokenStatus } from './token-outcome.ts'

/** How long before its end a token is fetched anew though nobody asks for it, ms. */
const AHEAD_MS = 120_000
/** However soon a token ends, and however often its renewal fails, ms. */
const PAUSE_MS = 60_000

/** When whoever sleeps between calls should wake to look after tokens, epoch ms; `null` where there are none to look after. */
export function tendDue(
  accounts: readonly OpenedAccount[],
  statuses: ReadonlyMap<string, Pick<TokenStatus, 'expiresAt'>>,
  now: number,
): number | null {
  const ends = accounts.flatMap(({ stored }) => {
    const isTended = stored.kind === 'oauth' && stored.needsSignIn === null
    const status = isTended ? statuses.get(stored.id) : undefined
    return status === undefined ? [] : [status.expiresAt]
  })
  return ends.length === 0 ? null : Math.max(Math.min(...ends) - AHEAD_MS, now + PAUSE_MS)
}
