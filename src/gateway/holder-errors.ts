import type { NoneChosen } from '../balancer/choice.ts'
import type { GatewayError } from '../model/errors.ts'
import { secondsUntil } from './answer.ts'

/** Several accounts hold what one call names: none of them can serve it. */
export const SPLIT: GatewayError = {
  code: 'bad_request',
  message:
    'This call names things that are kept for different accounts (files, batches, caches, stored responses, containers), and no account reaches what another one holds. Upload or create them again together.',
  retryAfterS: null,
}

/** Why the one account that holds what a call names cannot be asked. */
export function toHolderError({ why, until }: NoneChosen, pool: string, now: number): GatewayError {
  const retryAfterS = until === null ? null : secondsUntil(until, now)
  switch (why) {
    case 'cooling':
      return {
        code: 'pool_cooling',
        message: `What this call names is bound to one account of pool ${pool}, which has met its rate limit. It is back in ${retryAfterS ?? 1} s; retry then. No other account can serve this call.`,
        retryAfterS: retryAfterS ?? 1,
      }
    case 'full':
      return {
        code: 'pool_cooling',
        message: `What this call names is bound to one account of pool ${pool}, which has as many calls under way as it may. Retry in a moment. No other account can serve this call.`,
        retryAfterS: retryAfterS ?? 1,
      }
    case 'disabled':
      return {
        code: 'pool_exhausted',
        message: `What this call names is bound to one account of pool ${pool}, which is disabled, because its calls failed or its credential was refused. No other account can serve this call.`,
        retryAfterS,
      }
    case 'tried':
    case 'none_able':
      return {
        code: 'no_accounts',
        message: `What this call names is bound to one account of pool ${pool}, which is paused, gone, or may not serve this model. No other account can serve this call.`,
        retryAfterS: null,
      }
  }
}

/** None of the accounts that were asked knows what a call names; `null` where all were asked that can be. */
export function toUnsoughtError(none: NoneChosen, pool: string, now: number): GatewayError | null {
  if (none.why !== 'cooling' && none.why !== 'full' && none.why !== 'disabled') return null
  const retryAfterS = none.until === null ? null : secondsUntil(none.until, now)
  const isCooling = none.why !== 'disabled'
  return {
    code: isCooling ? 'pool_cooling' : 'pool_exhausted',
    message: `No account of pool ${pool} that could be asked knows what this call names; one that ${isCooling ? 'is at its limit' : 'is disabled'} may hold it and could not be asked. Retry when it is back.`,
    retryAfterS: isCooling ? (retryAfterS ?? 1) : retryAfterS,
  }
}
