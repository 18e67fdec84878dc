import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import { encodeRequestId } from './request-id.ts'

/**
 * On every answer to a vendor's path, names and values in turn: what a vendor wrote is data, never a page of our origin,
 * however it is called. A policy of the vendor's own stays beside ours, and browsers keep to both
 * (https://www.w3.org/TR/CSP3/#multiple-policies).
 */
const NO_PAGE = ['x-content-type-options', 'nosniff', 'content-security-policy', "sandbox; default-src 'none'"] as const

/** The headers that each answer to a vendor's call carries (contract §2), names and values in turn. `account`: `null` where it is not told. */
export function toAnswerMarks({ name }: Call, attempts: number, account: Account | null): string[] {
  const marks = ['x-claudeflare-request-id', name, 'x-claudeflare-attempts', String(attempts), ...NO_PAGE]
  if (account !== null) marks.push('x-claudeflare-account', toHeaderText(account.name))
  return marks
}

/** Those of an answer for which no account was asked. */
export function toOwnMarks(requestId: number): string[] {
  return ['x-claudeflare-request-id', encodeRequestId(requestId), 'x-claudeflare-attempts', '0']
}

/** Those of one to a vendor's path. */
export function toRefusalMarks(requestId: number): string[] {
  return [...toOwnMarks(requestId), ...NO_PAGE]
}

/** A name that a header can carry: whatever it cannot is percent-encoded. */
function toHeaderText(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? name : encodeURIComponent(name)
}
