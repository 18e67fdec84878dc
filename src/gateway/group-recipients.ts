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
 * Files and batches: their holder, and where that is gone, paused or disabled, the accounts of its group, one after the other,
 * until one knows them. A holder that only cools is waited for.
 */
export function holderOrGroup(pool: PoolRuntime, usual: Recipients, holder: AccountId): Recipients {
  let asked: 'holder' | 'group' = 'holder'

  /** The first of the group that can be asked; where there is none, why: one that is only waited for comes before all others. */
  function firstOfGroup(away: NoneChosen, ask: Ask, now: number): Assigned {
    let none = away
    for (const id of pool.board.kindred(holder)) {
      if (ask.tried.includes(id)) continue
      const choice = pool.board.only(id, ask, now)
      if (choice.kind === 'account') return choice.reason === 'probe' ? choice : { ...choice, reason: 'its group' }
      if (isWaitedFor(choice) && !isWaitedFor(none)) none = choice
    }
    return none
  }

  return {
    ...usual,
    kind: 'single',
    choose(ask, now) {
      if (ask.tried.includes(holder)) return NOBODY
      const choice = pool.board.only(holder, ask, now)
      asked = choice.kind === 'account' || isWaitedFor(choice) ? 'holder' : 'group'
      return choice.kind === 'account' || asked === 'holder' ? choice : firstOfGroup(choice, ask, now)
    },
    mayFailOver: () => 'never',
    returnsAt: () => null,
    isElsewhere: (refused) => asked === 'group' && isNotKnown(refused),
    nobody: toHolderError,
    unsettled(none, name, now) {
      // What was kept for an account that is gone, and that no other one of its group knows, is gone as well.
      const isThere = pool.board.accounts().some(({ id }) => id === holder)
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
