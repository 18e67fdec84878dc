import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Mark, Outcome } from '../model/outcome.ts'
import type { PoolPolicy } from '../model/pool.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import type { CoolScope, Refusal } from '../model/refusal.ts'
import { Secret } from '../model/secret.ts'
import type { Board } from './board.ts'
import { createBoard } from './board.ts'
import { UNSIZED } from './choice.ts'
import type { Ask, Choice, Chosen } from './choice.ts'
import { judge } from './judge.ts'

/** What the tests of this room share: accounts by name, a pool with a clock of its own, the ways an attempt can end. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** 2026-11-22T00:00:00Z. */
export const START = 1_795_305_600_000

export const SUCCESS: Mark = { kind: 'success' }
export const FAILURE: Mark = { kind: 'failure' }
export const NOTHING: Mark = { kind: 'nothing' }
export const CREDENTIAL: Mark = { kind: 'credential' }
export const UNREACHABLE: Mark = { kind: 'unreachable' }

export function accountNamed(name: string, over: Partial<Account> = {}): Account {
  return {
    id: idOf(name),
    name,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://api.example',
    kind: 'api_key',
    credential: new Secret(`sk-${name}`),
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'file',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
    ...over,
  }
}

export function idOf(name: string): AccountId {
  return `id-${name}` as AccountId
}

export function refusal(over: Partial<Refusal> = {}): Refusal {
  return { kind: 'limit', status: 429, until: null, scope: { kind: 'account' }, code: null, ...over }
}

/** A 429 that ends at `until`, for the account unless told otherwise. */
export function coolUntil(until: number | null, scope: CoolScope = { kind: 'account' }): Mark {
  return { kind: 'cool', until, refusal: refusal({ until, scope }) }
}

export function judged(outcome: Outcome): Mark {
  return judge(outcome, { repeatable: false, retryAmbiguous: false }).mark
}

/** A pool in virtual time. */
export interface TestPool {
  readonly board: Board
  now(): number
  advance(ms: number): void
  choose(ask?: Partial<Ask>): Choice
  /** Like `choose`, where somebody is to be found. */
  take(ask?: Partial<Ask>): Chosen
  /** One call with one attempt; returns whom it went to. */
  call(mark?: Mark, ask?: Partial<Ask>): string
  /** So many successful calls, one after the other. */
  calls(count: number, ask?: Partial<Ask>): string[]
  /** Ends an attempt. */
  settle(chosen: Chosen, mark: Mark): void
  /** Asks one account by name, whoever's turn it is: every other one is passed by. */
  callOn(name: string, mark: Mark, ask?: Partial<Ask>): void
}

export function createTestPool(accounts: readonly (Account | string)[], policy: Partial<PoolPolicy> = {}): TestPool {
  const list = accounts.map((one) => (typeof one === 'string' ? accountNamed(one) : one))
  const board = createBoard(
    {
      name: 'lb',
      strategy: 'round-robin',
      windowMs: 5 * MINUTE,
      sessionMs: 5 * HOUR,
      sessionScope: 'pool',
      headroom: USUAL_HEADROOM,
      ...policy,
    },
    list,
  )
  let now = START

  const choose = (ask: Partial<Ask> = {}): Choice =>
    board.choose(
      {
        protocol: 'anthropic',
        model: 'claude-x',
        client: null,
        conversation: null,
        tried: [],
        shunned: [],
        ...UNSIZED,
        ...ask,
      },
      now,
    )

  function take(ask?: Partial<Ask>): Chosen {
    const choice = choose(ask)
    if (choice.kind !== 'account') throw new Error(`nobody was chosen: ${nameOf(choice)}`)
    return choice
  }

  function call(mark: Mark = SUCCESS, ask?: Partial<Ask>): string {
    const chosen = take(ask)
    board.settle(chosen.ticket, mark, now)
    return chosen.account.name
  }

  return {
    board,
    now: () => now,
    advance(ms) {
      now += ms
    },
    choose,
    take,
    call,
    calls: (count, ask) => Array.from({ length: count }, () => call(SUCCESS, ask)),
    settle: (chosen, mark) => board.settle(chosen.ticket, mark, now),
    callOn(name, mark, ask) {
      const tried = list.map((one) => one.id).filter((id) => id !== idOf(name))
      const chosen = take({ ...ask, tried })
      board.settle(chosen.ticket, mark, now)
    },
  }
}

export function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** The name chosen, or why nobody was. */
export function nameOf(choice: Choice): string {
  switch (choice.kind) {
    case 'account':
      return choice.account.name
    case 'wait':
      return `waits until ${choice.until}`
    case 'none':
      return `nobody: ${choice.why}`
  }
}
