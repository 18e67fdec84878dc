import type { AccountView, PoolView } from '../../balancer/view.ts'
import { type PoolPolicy, USUAL_HEADROOM } from '../../model/pool.ts'

/** What older versions did not tell of an account. */
type Later = 'limits' | 'group' | 'inFlight' | 'waiting' | 'conversations'

/** A pool's view as an object, or a snapshot, of this or an older version tells it. */
export interface ToldView extends Omit<PoolView, 'policy' | 'accounts' | 'waiting'> {
  readonly policy: Omit<PoolPolicy, 'headroom'> & Partial<PoolPolicy>
  readonly accounts: readonly (Omit<AccountView, Later> & Partial<AccountView>)[]
  readonly waiting?: number
}

const UNTOLD = { limits: [], group: null, inFlight: 0, waiting: 0, conversations: 0 } as const

/** One of an older version says nothing of headroom. */
export function toWholeView(view: ToldView): PoolView {
  return {
    ...view,
    policy: { ...view.policy, headroom: view.policy.headroom ?? USUAL_HEADROOM },
    accounts: view.accounts.map((account) => ({ ...UNTOLD, ...account })),
    waiting: view.waiting ?? 0,
  }
}
