import type { AccountView, PoolView } from '../balancer/view.ts'
import type { Account } from '../model/account.ts'
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

/** All pools, or one, in configured order. */
export async function poolsSeen(
  deps: Pick<ControlDeps, 'boards' | 'now'>,
  pool: string | null,
): Promise<readonly SeenPool[]> {
  const now = deps.now()
  const boards = [...deps.boards()].filter(([name]) => pool === null || name === pool)
  return Promise.all(boards.map(async ([name, board]) => ({ name, board, view: await board.view(now) })))
}

/** All accounts of all pools, or of one, in configured order. */
export async function accountsSeen(deps: ControlDeps, pool: string | null): Promise<readonly SeenAccount[]> {
  return toSeenAccounts(deps, await poolsSeen(deps, pool))
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
