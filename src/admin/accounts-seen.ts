import type { AccountView } from '../balancer/view.ts'
import type { Account } from '../model/account.ts'
import type { ControlBoard, ControlDeps } from './ports.ts'

/** A configured account beside what its board knows of it at one moment. */
export interface SeenAccount {
  readonly account: Account
  readonly board: ControlBoard
  readonly seen: AccountView
}

/** All accounts of all pools, or of one, in configured order. */
export async function accountsSeen(deps: ControlDeps, pool: string | null): Promise<readonly SeenAccount[]> {
  const configured = new Map(deps.settings().accounts.map((account) => [account.id, account]))
  const now = deps.now()
  const boards = [...deps.boards()].filter(([name]) => pool === null || name === pool).map(([, board]) => board)
  const views = await Promise.all(boards.map(async (board) => ({ board, view: await board.view(now) })))
  return views.flatMap(({ board, view }) =>
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
