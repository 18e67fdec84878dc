import type { AccountId } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { StateReach } from '../model/state-reach.ts'
import { holderOrGroup, isNotKnown, isShared } from './group-recipients.ts'
import { SPLIT, toHolderError, toUnsoughtError } from './holder-errors.ts'
import type { PoolRuntime } from './pool-runtime.ts'
import type { Recipients } from './recipients.ts'
import { NOBODY } from './recipients.ts'

/** Whom a call of a pool may be sent to, by its way in and what it reaches of what vendors keep. */
export function recipientsOf(
  pool: PoolRuntime,
  way: 'balanced' | 'single',
  call: Pick<Call, 'reaches' | 'startedAt'>,
): Recipients {
  const usual = way === 'balanced' ? pool.all : pool.first
  return call.reaches === null ? usual : toHolders({ pool, usual }, call.reaches, call.startedAt)
}

/** A pool, and whom a call of its kind usually goes to. */
interface Among {
  readonly pool: PoolRuntime
  readonly usual: Recipients
}

function toHolders(among: Among, reach: StateReach, now: number): Recipients {
  const { pool, usual } = among
  const holders = new Set<AccountId>()
  for (const name of reach.names) {
    const account = pool.holdings.find(pool.name, name, now)
    if (account !== null) holders.add(account)
  }
  const [holder] = holders
  if (holders.size > 1) return { ...usual, choose: () => NOBODY, nobody: () => SPLIT }
  if (holder !== undefined) {
    const isGroups = reach.names.every(isShared)
    return remember(among, reach, isGroups ? holderOrGroup(pool, usual, holder) : holderAlone(among, holder))
  }
  if (usual.kind === 'single') return remember(among, reach, usual)
  switch (reach.otherwise) {
    case 'home':
      return remember(among, reach, home(among))
    case 'home alone':
      return { ...home(among), kind: 'single', mayFailOver: () => 'never' }
    case 'seek':
      return remember(among, reach, seekers(among))
    case 'strategy':
      return remember(among, reach, usual)
  }
}

/** What other accounts say of it means nothing: its own answer is the caller's, with its own `retry-after`. */
function holderAlone({ pool, usual }: Among, holder: AccountId): Recipients {
  return {
    ...usual,
    kind: 'single',
    choose: (ask, now) => (ask.tried.length === 0 ? pool.board.only(holder, ask, now) : NOBODY),
    mayFailOver: () => 'never',
    returnsAt: () => null,
    nobody: toHolderError,
  }
}

/** What is made lies at the first account, so that a list has what was made. */
function home({ pool, usual }: Among): Recipients {
  return { ...usual, choose: (ask, now) => pool.board.inOrder(ask, 'home', now) }
}

/** Each is asked until one knows it. Any other refusal may be the holder's, and goes to the caller. */
function seekers({ pool, usual }: Among): Recipients {
  return {
    ...usual,
    kind: 'single',
    choose: (ask, now) => pool.board.inOrder(ask, 'seeking', now),
    mayFailOver: () => 'never',
    returnsAt: () => null,
    isElsewhere: isNotKnown,
    unsettled: toUnsoughtError,
  }
}

/** Whoever serves a call that names something holds it, unless somebody is known to. */
function remember({ pool }: Among, { names }: StateReach, recipients: Recipients): Recipients {
  if (names.length === 0) return recipients
  let asked: AccountId | null = null
  return {
    ...recipients,
    choose(ask, now) {
      const choice = recipients.choose(ask, now)
      asked = choice.kind === 'account' ? choice.account.id : null
      return choice
    },
    answered(ticket, now) {
      recipients.answered(ticket, now)
      if (asked === null) return
      for (const name of names) {
        if (pool.holdings.find(pool.name, name, now) === null)
          pool.holdings.hold(pool.name, name, { account: asked, now })
      }
    },
  }
}
