import { withoutCredentials } from '../model/credential-shape.ts'
import type { CoolScope, Refusal } from '../model/refusal.ts'
import { type RefusalKind, statusOfKind } from './refusal-kind.ts'
import { afterDelay, type Situation } from './situation.ts'

/** How long an account without credit cools where the vendor does not say (contract §6). */
const CREDIT_COOLDOWN_MS = 3_600_000
export const ACCOUNT: CoolScope = { kind: 'account' }

/** What a format's reader found out. */
export interface Finding {
  readonly kind: RefusalKind
  readonly code: string | null
  /** When the limit or the lack of credit ends; `null` where nothing says so. */
  readonly until: number | null
  /** What a limit speaks of. */
  readonly scope: CoolScope
}

/** Puts a finding into the form that the balancer judges; only a limit and a lack of credit have an end. */
export function conclude(finding: Finding, situation: Situation): Refusal {
  const { kind } = finding
  // It is kept and shown, and a vendor may write into it what it likes.
  const code = finding.code === null ? null : withoutCredentials(finding.code)
  const status = statusOfKind(kind, situation.status)
  if (kind === 'limit') {
    // A 429 that names no end and asks for another try at once is a busy moment, not a quota.
    return finding.until === null && situation.header('x-should-retry') === 'true'
      ? { kind: 'busy', status, until: null, scope: ACCOUNT, code }
      : { kind, status, until: finding.until, scope: finding.scope, code }
  }
  const until = kind === 'credit' ? (finding.until ?? afterDelay(situation, CREDIT_COOLDOWN_MS)) : null
  return { kind, status, until, scope: ACCOUNT, code }
}
