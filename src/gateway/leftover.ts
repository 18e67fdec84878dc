import { toRetryHeaders } from './answer.ts'
import { toCallerHeaders, withoutHeader } from './headers.ts'
import type { Recipients } from './recipients.ts'
import type { Refused } from './step.ts'

/** An upstream's refusal with all that came of it, kept in case that nothing better comes. */
export interface KeptAnswer extends Refused {
  readonly statusText: string
  /** As the vendor sent them, names and values in turn. */
  readonly headers: readonly string[]
  /** Up to 64 KB, as they came (compressed where they were). */
  readonly body: Uint8Array
}

/** What becomes of a refusal that is all there is (contract §6, "Left over"). */
export type Leftover =
  /** `waitS`: seconds that replace its `retry-after`; `null` leaves it as it came. */
  | { readonly kind: 'passed'; readonly waitS: number | null }
  /** It speaks of our credentials or credit, which are none of the caller's business: 503 `pool_exhausted`. */
  | { readonly kind: 'replaced' }

/** `returnS` tells whole seconds until the pool's first account is back, `null` where that is not known. */
export function toLeftover(
  { status, refusal: { kind } }: Refused,
  recipients: Recipients['kind'],
  returnS: () => number | null,
): Leftover {
  if (recipients !== 'own' && (kind === 'credential' || kind === 'credit')) return { kind: 'replaced' }
  return { kind: 'passed', waitS: status === 429 && recipients === 'pool' && kind !== 'busy' ? returnS() : null }
}

/** The headers of a refusal that is passed on. */
export function toPassedHeaders(raw: readonly string[], waitS: number | null): string[] {
  const headers = toCallerHeaders(raw)
  return waitS === null ? headers : [...withoutWait(headers, waitS), ...toRetryHeaders(waitS)]
}

function withoutWait(headers: readonly string[], waitS: number): string[] {
  const bare = withoutHeader(withoutHeader(headers, 'retry-after'), 'retry-after-ms')
  return toRetryHeaders(waitS).includes('x-should-retry') ? withoutHeader(bare, 'x-should-retry') : bare
}
