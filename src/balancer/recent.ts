import type { DueHeap } from './due-heap.ts'
import { createDueHeap } from './due-heap.ts'

const RECENT_MS = 10_000

/**
 * Which accounts were asked in the last 10 s, and which have succeeded in them. Accounts are numbers from 0.
 * Asking costs next to nothing while an account is known to have been asked.
 */
export interface Recent {
  onAsked(account: number, now: number): void
  onSucceeded(account: number, now: number): void
  /** At least half of the accounts have succeeded in the last 10 s or were not asked in them. */
  isHealthy(now: number): boolean
}

export function createRecent(accounts: number): Recent {
  const askedAt = new Float64Array(accounts).fill(-Infinity)
  const succeededAt = new Float64Array(accounts).fill(-Infinity)
  const asked = new Uint8Array(accounts)
  const succeeded = new Uint8Array(accounts)
  // Numbers below `accounts` tell that an account is no more recently asked, those above that its success is past.
  const lapses: DueHeap = createDueHeap(2 * accounts)
  let unanswered = 0

  /** Its time was set when it was first asked; it may have been asked again since. */
  function lapse(item: number, now: number): void {
    const isSuccess = item >= accounts
    const account = isSuccess ? item - accounts : item
    const at = (isSuccess ? succeededAt[account] : askedAt[account]) ?? -Infinity
    if (now - at < RECENT_MS) {
      lapses.set(item, at + RECENT_MS)
    } else if (isSuccess) {
      succeeded[account] = 0
      if (asked[account] === 1) unanswered++
    } else {
      asked[account] = 0
      if (succeeded[account] === 0) unanswered--
    }
  }

  return {
    onAsked(account, now) {
      askedAt[account] = now
      if (asked[account] === 1) return
      asked[account] = 1
      lapses.set(account, now + RECENT_MS)
      if (succeeded[account] === 0) unanswered++
    },
    onSucceeded(account, now) {
      succeededAt[account] = now
      if (succeeded[account] === 1) return
      succeeded[account] = 1
      lapses.set(account + accounts, now + RECENT_MS)
      if (asked[account] === 1) unanswered--
    },
    isHealthy(now) {
      for (let item = lapses.take(now); item >= 0; item = lapses.take(now)) lapse(item, now)
      return unanswered * 2 <= accounts
    },
  }
}
