import type { AccountView, PoolView } from '../balancer/view.ts'
import type { Account } from '../model/account.ts'
import { WHOLE, type Unreached } from '../model/unreached.ts'
import type { ControlBoard, ControlDeps } from './ports.ts'

/** A configured account beside what its board knows of it at one moment. */
export interface SeenAccount {
  readonly account: Account
  readonly board: ControlBoard
  readonly seen: AccountView
}

/** A pool's board beside what it showed at one moment. */
export interface SeenPool {
  readonly name: string
  readonly board: ControlBoard
  readonly view: PoolView
}

/** Pools as they were seen at one moment, but for those that do not answer. */
export interface PoolsSeen extends Unreached {
  readonly pools: readonly SeenPool[]
}

/** All pools, in configured order. Rejects with `StateUnavailable` where none answers. */
export async function poolsSeen(deps: Pick<ControlDeps, 'boards' | 'views' | 'now'>): Promise<PoolsSeen> {
  const { views, unreachable } = await deps.views(deps.now())
  const pools = Array.from(deps.boards()).flatMap(([name, board]) => {
    const view = views.get(name)
    return view === undefined ? [] : [{ name, board, view }]
  })
  return { pools, unreachable }
}

/** All pools, or one, which has to answer then. */
export async function thesePoolsSeen(
  deps: Pick<ControlDeps, 'boards' | 'views' | 'now'>,
  pool: string | null,
): Promise<PoolsSeen> {
  if (pool === null) return poolsSeen(deps)
  const board = deps.boards().get(pool)
  if (board === undefined) return { pools: [], ...WHOLE }
  return { pools: [{ name: pool, board, view: await board.view(deps.now()) }], ...WHOLE }
}

/** What a list says beside its items where some of them are missing. */
export function toHole(unreachable: readonly string[]): Partial<Unreached> {
  return unreachable.length === 0 ? {} : { unreachable }
}

/** The accounts of these pools. */
export function toSeenAccounts(
  deps: Pick<ControlDeps, 'settings'>,
  pools: readonly SeenPool[],
): readonly SeenAccount[] {
  const configured = new Map(deps.settings().accounts.map((account) => [account.id, account]))
  return pools.flatMap(({ board, view }) =>
    view.accounts.flatMap((seen) => {
      const account = configured.get(seen.id)
      return account === undefined ? [] : [{ account, board, seen }]
    }),
  )
}

/** The account of that id, else of that name; `null` where there is none. Names are unique. */
export async function findAccount(deps: ControlDeps, idOrName: string): Promise<SeenAccount | null> {
  const { accounts } = deps.settings()
  const account =
    accounts.find((candidate) => candidate.id === idOrName) ?? accounts.find((candidate) => candidate.name === idOrName)
  if (account === undefined) return null
  const board = deps.boards().get(account.pool)
  if (board === undefined) return null
  const view = await board.view(deps.now())
  const seen = view.accounts.find((candidate) => candidate.id === account.id)
  return seen === undefined ? null : { account, board, seen }
}
