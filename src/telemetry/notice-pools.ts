import type { AccountView } from '../balancer/view.ts'
import type { PoolFacts } from './attention-facts.ts'
import type { Noticed } from './attention-row.ts'
import { spanInWords } from './words.ts'

/** An account that cools no longer than this has met a busy moment, and is not missed. */
const BUSY_MOMENT_MS = 30_000

/** Whether a pool has one account left, or none. One that never had more is no news with one, nor an empty one with none. */
export function noticePool({ view, enabled }: PoolFacts, now: number): Noticed | null {
  const { policy, accounts } = view
  if (!enabled || accounts.length === 0) return null
  const left = accounts.filter((account) => isLeft(account, now))
  const [last] = left
  const first = firstBack(accounts, now)
  const back = first === null ? '' : ` The first that is expected back, ${first.name}, is due in ${first.span}.`
  const of = { pool: policy.name, until: first?.until ?? null }
  if (last === undefined) {
    const text = `No account of pool ${policy.name} is left (${tellStates(accounts)}): its calls fail.${back || ' See the Accounts page, or `claudeflare accounts list`.'}`
    return {
      id: noAccountId(policy.name),
      kind: 'no_account',
      level: 'critical',
      text,
      ...of,
      account: null,
      accountId: null,
    }
  }
  if (left.length > 1 || accounts.length === 1) return null
  const others = accounts.filter((account) => account !== last)
  const text = `Pool ${policy.name} has one account left, ${last.name}; of the others, ${tellStates(others)}.${back}`
  const level = 'warning'
  return {
    id: lastAccountId(policy.name),
    kind: 'last_account',
    level,
    text,
    ...of,
    account: last.name,
    accountId: last.id,
  }
}

export function noAccountId(pool: string): string {
  return `no_account:${pool}`
}

function lastAccountId(pool: string): string {
  return `last_account:${pool}`
}

function isLeft({ state, until }: AccountView, now: number): boolean {
  return state === 'serving' || (state === 'cooling' && until !== null && until - now <= BUSY_MOMENT_MS)
}

function firstBack(
  accounts: readonly AccountView[],
  now: number,
): { readonly name: string; readonly until: number; readonly span: string } | null {
  let first: { readonly name: string; readonly until: number } | null = null
  for (const { name, state, until } of accounts) {
    if (state === 'serving' || until === null || until <= now) continue
    if (first === null || until < first.until) first = { name, until }
  }
  return first === null ? null : { ...first, span: spanInWords(first.until - now) }
}

const STATE_WORDS = {
  serving: 'serving',
  cooling: 'cooling',
  disabled: 'disabled',
  paused: 'paused',
  needs_sign_in: 'in need of sign-in',
} as const

/** `2 cooling, 1 paused`. */
function tellStates(accounts: readonly AccountView[]): string {
  const counts = new Map<AccountView['state'], number>()
  for (const { state } of accounts) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${STATE_WORDS[state]}`).join(', ')
}
