import type { Ask, Assigned, NoneChosen } from '../balancer/choice.ts'
import type { AccountId } from '../model/account.ts'
import { toHolderError } from './holder-errors.ts'
import type { PoolRuntime } from './pool-runtime.ts'
import type { Recipients } from './recipients.ts'
import { NOBODY } from './recipients.ts'
import type { Refused } from './step.ts'

/** Ids of files and batches, which lie with a workspace or an organisation; all else lies with one account. */
const SHARED = /^(?:file[-_]|files\/|batch_|msgbatch_|batches\/)/

export function isShared(name: string): boolean {
  return SHARED.test(name)
}

/**
 * Files and batches: their holders, and where those are gone, paused or disabled, the accounts of the same group, one after
 * the other, until one knows them (contract §5: the same account, the same workspace, the same organisation). A holder that
 * only cools is waited for.
 */
export function groupRecipients(pool: PoolRuntime, usual: Recipients, holders: readonly AccountId[]): Recipients {
  let asked: 'holder' | 'kindred' = 'holder'

  function kindred(): readonly AccountId[] {
    const all = new Set(holders.flatMap((holder) => pool.board.kindred(holder)))
    return [...all].filter((id) => !holders.includes(id))
  }

  /** The first of them that can be asked; where there is none, why: one that is only waited for comes before all others. */
  function firstOf(ids: readonly AccountId[], ask: Ask, now: number): Assigned {
    let none: NoneChosen = NOBODY
    for (const id of ids) {
      const choice = pool.board.only(id, ask, now)
      if (choice.kind === 'account') return choice
      if (none === NOBODY || (isWaitedFor(choice) && !isWaitedFor(none))) none = choice
    }
    return none
  }

  return {
    ...usual,
    kind: 'single',
    choose(ask, now) {
      if (ask.tried.some((id) => holders.includes(id))) return NOBODY
      asked = 'holder'
      const holder = firstOf(holders, ask, now)
      if (holder.kind === 'account' || isWaitedFor(holder)) return holder
      asked = 'kindred'
      const others = kindred().filter((id) => !ask.tried.includes(id))
      const other = others.length === 0 ? holder : firstOf(others, ask, now)
      if (other.kind === 'account') return other.reason === 'probe' ? other : { ...other, reason: 'its group' }
      return isWaitedFor(other) ? other : holder
    },
    mayFailOver: () => 'never',
    returnsAt: () => null,
    isElsewhere: (refused) => asked === 'kindred' && isNotKnown(refused),
    nobody: toHolderError,
    unsettled(none, name, now) {
      // What is kept for an account that is gone, and that no other one of its group knows, is gone as well.
      const isThere = pool.board.accounts().some(({ id }) => holders.includes(id))
      return isThere || isWaitedFor(none) ? toHolderError(none, name, now) : null
    },
  }
}

function isWaitedFor({ why }: NoneChosen): boolean {
  return why === 'cooling' || why === 'full'
}

/** Gemini says 403 of what another account holds as it does of what does not exist. */
export function isNotKnown({ status, refusal }: Refused): boolean {
  return status === 404 || (status === 403 && refusal.kind === 'request')
}
