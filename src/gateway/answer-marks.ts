import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'

/** The headers that each answer to a vendor's call carries (contract §2), names and values in turn. `account`: `null` where it is not told. */
export function toAnswerMarks({ name }: Call, attempts: number, account: Account | null): string[] {
  const marks = ['x-claudeflare-request-id', name, 'x-claudeflare-attempts', String(attempts)]
  if (account !== null) marks.push('x-claudeflare-account', toHeaderText(account.name))
  return marks
}

/** A name that a header can carry: whatever it cannot is percent-encoded. */
function toHeaderText(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? name : encodeURIComponent(name)
}
