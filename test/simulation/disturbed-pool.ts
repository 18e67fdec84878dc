import { createClockQueue } from '../../bench/quality/clock-queue.ts'
import { accountNamed, MINUTE, START } from '../../src/balancer/board-fixture.ts'
import type { Ask } from '../../src/balancer/board.ts'
import { createBoard } from '../../src/balancer/board.ts'
import type { Chosen } from '../../src/balancer/choice.ts'
import type { Quota } from '../../src/balancer/headroom/quota.ts'
import { toldAll } from '../../src/balancer/headroom/limit-fixture.ts'
import { judge } from '../../src/balancer/judge.ts'
import type { Member } from '../../src/balancer/member.ts'
import type { Account, AccountId } from '../../src/model/account.ts'
import { NO_CAPS } from '../../src/model/account.ts'
import type { LimitsTold, LimitTold } from '../../src/model/limit.ts'
import type { PoolPolicy } from '../../src/model/pool.ts'
import { STRATEGIES, USUAL_HEADROOM } from '../../src/model/pool.ts'
import { createRandom, createWeather } from './weather.ts'

/** What a pool is left with after all its calls are over. */
export interface Aftermath {
  /** All accounts that were ever asked, those that are gone among them. */
  readonly members: ReadonlySet<Member>
  /** All limits that calls ever drew on. */
  readonly quotas: ReadonlySet<Quota>
  /** Whom each choice gave, or why nobody. */
  readonly choices: readonly string[]
  /** How often each kind of thing happened. */
  readonly seen: Readonly<Record<string, number>>
}

const POLICY: PoolPolicy = {
  name: 'lb',
  strategy: 'headroom',
  windowMs: MINUTE,
  sessionMs: 60 * MINUTE,
  sessionScope: 'conversation',
  headroom: USUAL_HEADROOM,
}

/**
 * A pool of strategy `headroom` that nothing is spared: vendors that fail in every way and tell any limits, accounts that
 * come, go and change their group, another strategy for a while, callers that leave. The same for the same seed.
 */
export function disturb(seed: number, calls: number): Aftermath {
  const random = createRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const queue = createClockQueue(START)
  const weather = new Map(Array.from({ length: 6 }, (_, index) => [`id-key-${index}`, createWeather(random)]))
  const members = new Set<Member>()
  const quotas = new Set<Quota>()
  const choices: string[] = []
  const seen: Record<string, number> = {}
  const note = (what: string): void => {
    seen[what] = (seen[what] ?? 0) + 1
  }

  function accounts(): Account[] {
    const all = Array.from({ length: 6 }, (_, index) =>
      accountNamed(`key-${index}`, {
        weight: 1 + (index % 3),
        caps: {
          ...NO_CAPS,
          maxInFlight: random() < 0.2 ? 1 + below(3) : null,
          quotaGroup: random() < 0.2 ? 'mine' : null,
        },
      }),
    )
    return all.filter(() => random() < 0.8)
  }

  const board = createBoard(POLICY, accounts())

  function told(): LimitsTold {
    const group = [null, 'org-1', 'org-2'][below(3)] ?? null
    const left = random()
    const limits: readonly Partial<LimitTold>[] = [
      { name: 'requests', meter: 'requests', capacity: 30, left: Math.floor(left * 30) },
      { name: 'input-tokens', left: left * 50_000 - 5_000, grain: 1_000 },
      { name: 'output-tokens', meter: 'output', capacity: 10_000, left: left * 10_000 },
      { name: 'daily', meter: 'requests', kind: 'reset', capacity: 900, left: 500, resetsAt: queue.now() + MINUTE },
    ]
    return toldAll(
      limits.filter(() => random() < 0.7),
      group,
    )
  }

  function watch(member: Member): void {
    members.add(member)
    quotas.add(member.quota)
  }

  function send(chosen: Chosen, ask: Ask): void {
    const { ticket, account } = chosen
    watch(ticket.member)
    const soon = queue.now() + 1 + below(2_000)
    queue.at(soon, (now) => {
      const outcome = weather.get(account.id)?.answer(now) ?? { kind: 'silent' }
      if (random() < 0.6) board.told(ticket, told(), now)
      watch(ticket.member)
      if (outcome.kind === 'answered') {
        board.answered(ticket, now)
        queue.at(now + below(30_000), (later) => {
          const usage = { input: below(9_000), output: below(2_000), cacheWrite5m: null, cacheWrite1h: null }
          board.used(ticket, { ...usage, cacheRead: below(30_000) }, later)
          board.settle(ticket, random() < 0.1 ? { kind: 'nothing' } : { kind: 'success' }, later)
        })
        return
      }
      const again = random() < 0.2 ? board.again(ticket, now) : null
      const { mark, then } = judge(outcome, { repeatable: true, retryAmbiguous: true })
      board.settle(ticket, again === null ? mark : { kind: 'counted' }, now)
      if (again !== null) {
        note('again')
        send(again, ask)
      } else if (then === 'failover' && ask.tried.length < 4) {
        choose({ ...ask, tried: [...ask.tried, account.id], waiting: null, heldSince: null })
      }
    })
  }

  function choose(ask: Ask): void {
    const now = queue.now()
    const choice = board.choose(ask, now)
    choices.push(choice.kind === 'account' ? choice.account.name : choice.kind)
    note(choice.kind)
    if (choice.kind === 'account') send(choice, ask)
    if (choice.kind !== 'wait') return
    const { place, until } = choice
    if (place !== null) watch(place.for.member)
    if (random() < 0.2) {
      queue.at(now + below(until - now), () => {
        note('left')
        if (place !== null) board.leave(place)
      })
    } else queue.at(until, () => choose({ ...ask, waiting: place, heldSince: ask.heldSince ?? now }))
  }

  function shake(now: number): void {
    const id = `id-key-${below(6)}` as AccountId
    const strategy = random() < 0.3 ? (STRATEGIES[below(STRATEGIES.length)] ?? 'headroom') : 'headroom'
    switch (below(4)) {
      case 0:
        board.setAccounts(accounts(), now)
        break
      case 1:
        board.pause(id, 'by hand', now)
        break
      case 2:
        for (const account of board.accounts()) board.resume(account.id, now)
        break
      case 3:
        note(strategy)
        board.setPolicy({ ...POLICY, strategy }, now)
        break
    }
  }

  let arrivals = 0
  function arrive(): void {
    choose({
      protocol: 'anthropic',
      model: ['claude-x', 'claude-y', null][below(3)] ?? null,
      client: null,
      conversation: random() < 0.7 ? `s-${below(20)}` : null,
      size: random() < 0.1 ? null : { bytes: below(120_000), maxOutput: 1 + below(8_000), signed: false },
      waiting: null,
      heldSince: null,
      tried: [],
      shunned: [],
    })
    if (random() < 0.05) shake(queue.now())
    // Now and then a lull that everything is over before.
    const gap = random() < 0.01 ? 10 * MINUTE : below(800)
    if (++arrivals < calls) queue.at(queue.now() + gap, arrive)
  }
  queue.at(START, arrive)
  queue.runUntil(Infinity)
  return { members, quotas, choices, seen }
}
