import type { NoneChosen } from '../balancer/choice.ts'
import type { GatewayError } from '../model/errors.ts'
import { secondsUntil } from './answer.ts'

/** Why nothing was asked at all (contract §6): cooling, all disabled, or none able. */
export function toNobodyError(none: NoneChosen, pool: string, now: number): GatewayError {
  const retryAfterS = none.until === null ? null : secondsUntil(none.until, now)
  switch (none.why) {
    case 'cooling':
      return {
        code: 'pool_cooling',
        message: `Every account of pool ${pool} that can serve this call has met its rate limit. The first is back in ${retryAfterS ?? 1} s; retry then.`,
        retryAfterS: retryAfterS ?? 1,
      }
    case 'full':
      return {
        code: 'pool_cooling',
        message: `Every account of pool ${pool} that can serve this call has as much under way as its limits allow. The first has room in ${retryAfterS ?? 1} s; retry then.`,
        retryAfterS: retryAfterS ?? 1,
      }
    case 'disabled':
      return {
        code: 'pool_exhausted',
        message: `Every account of pool ${pool} that can serve this call is disabled, because its calls failed or its credential was refused. See its accounts for the reasons.`,
        retryAfterS,
      }
    case 'tried':
    case 'none_able':
      return {
        code: 'no_accounts',
        message: `Pool ${pool} has no account that can serve this call: none speaks its protocol and may serve its model, or all are paused. Add one, or resume one.`,
        retryAfterS: null,
      }
  }
}

/** Every answer that came was about credentials or credit of ours. `asked` counts accounts, also one that was asked twice once. */
export function toExhaustedError(pool: string, asked: number, retryAfterS: number | null): GatewayError {
  const accounts = asked === 1 ? 'The account that was asked was' : `The ${asked} accounts that were asked were`
  return {
    code: 'pool_exhausted',
    message: `${accounts} refused by the vendor for the credential or for lack of credit, and pool ${pool} has no other for this call. The operator finds the reasons in the request's trace.`,
    retryAfterS,
  }
}

/** Nothing was sent: who signs in had nothing to send. */
export function toTokenlessError(pool: string, retryAfterS: number | null): GatewayError {
  return {
    code: 'pool_exhausted',
    message: `No account of pool ${pool} that can serve this call has a token to send just now, because it was not renewed, or somebody has to sign in again. See its accounts for the reasons.`,
    retryAfterS,
  }
}

/** `asked` counts accounts. */
export function toUnreachableError(asked: number): GatewayError {
  return {
    code: 'upstream_unreachable',
    message: `No vendor answered: ${asked === 1 ? 'the one account that was asked gave' : `${asked} accounts were asked and gave`} no answer. The request's trace says why of each.`,
    retryAfterS: null,
  }
}

export function toBrokenError(): GatewayError {
  return {
    code: 'upstream_broken',
    message:
      'The connection to the vendor broke after the request had been sent and before an answer came. It may have been carried out, so it was not sent again.',
    retryAfterS: null,
  }
}
