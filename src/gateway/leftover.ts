import type { Refusal } from '../model/refusal.ts'
import { toRetryHeaders } from './answer.ts'
import { toCallerHeaders, withoutHeader } from './headers.ts'
import type { Recipients } from './recipients.ts'

/** An upstream answer that failed over, kept in case that nothing better comes. */
export interface KeptAnswer {
  readonly status: number
  readonly statusText: string
  /** As the vendor sent them, names and values in turn. */
  readonly headers: readonly string[]
  /** Up to 64 KB, as they came (compressed where they were). */
  readonly body: Uint8Array
  readonly refusal: Refusal
}

/** What becomes of a refusal that is all there is (contract §6, "Left over"). */
export type Leftover =
  | { readonly kind: 'passed'; readonly headers: readonly string[] }
  /** It speaks of our credentials or credit, which are none of the caller's business: 503 `pool_exhausted`. */
  | { readonly kind: 'replaced' }

/** `returnS`: whole seconds until the pool's first account is back, `null` where that is not known. */
export function toLeftover(kept: KeptAnswer, recipients: Recipients['kind'], returnS: number | null): Leftover {
  const { kind } = kept.refusal
  if (recipients !== 'own' && (kind === 'credential' || kind === 'credit')) return { kind: 'replaced' }
  const headers = toCallerHeaders(kept.headers)
  if (kept.status !== 429 || recipients !== 'pool' || returnS === null || kind === 'busy')
    return { kind: 'passed', headers }
  return { kind: 'passed', headers: [...withoutWait(headers, returnS), ...toRetryHeaders(returnS)] }
}

function withoutWait(headers: readonly string[], returnS: number): string[] {
  const bare = withoutHeader(withoutHeader(headers, 'retry-after'), 'retry-after-ms')
  return toRetryHeaders(returnS).includes('x-should-retry') ? withoutHeader(bare, 'x-should-retry') : bare
}
