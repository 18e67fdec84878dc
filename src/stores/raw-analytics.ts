import type { SessionCounts } from './session-counts.ts'
import type { Sums } from './sums.ts'
import { addSums, countOf, emptySums } from './sums.ts'

interface AccountSums {
  readonly pool: string
  readonly id: string
  name: string
  provider: string
  readonly sums: Sums
}

interface ModelSums {
  readonly model: string
  readonly provider: string
  readonly sums: Sums
}

/** What one place knows of a stretch of time. What several places know can be merged: plain data, nothing is finished. */
export interface RawAnalytics {
  /** By the beginning of the step, epoch ms; empty steps are missing. */
  readonly steps: readonly (readonly [at: number, sums: Sums])[]
  readonly accounts: readonly AccountSums[]
  readonly models: readonly ModelSums[]
  /** By pool: all its attempts, whichever account is asked for. */
  readonly attempts: readonly (readonly [pool: string, attempts: number])[]
  readonly sessions: readonly (readonly [pool: string, counts: SessionCounts])[]
}

/** Sums as they are put together. Names are those that were added last. */
export interface AnalyticsDraft {
  addStep(at: number, sums: Sums): void
  addAccount(account: Omit<AccountSums, 'sums'>, sums: Sums): void
  addModel(model: Omit<ModelSums, 'sums'>, sums: Sums): void
  addAttempts(pool: string, attempts: number): void
  addSessions(pool: string, counts: SessionCounts): void
  toRaw(): RawAnalytics
}

export function createAnalyticsDraft(): AnalyticsDraft {
  const steps = new Map<number, Sums>()
  const accounts = new Map<string, AccountSums>()
  const models = new Map<string, ModelSums>()
  const attempts = new Map<string, number>()
  const sessions = new Map<string, SessionCounts>()
  return {
    addStep(at, sums) {
      const known = steps.get(at) ?? emptySums()
      steps.set(at, known)
      addSums(known, sums)
    },
    addAccount(account, sums) {
      const key = `${account.pool}\n${account.id}`
      const known = accounts.get(key) ?? { ...account, sums: emptySums() }
      accounts.set(key, known)
      if (account.name !== '') known.name = account.name
      if (account.provider !== '') known.provider = account.provider
      addSums(known.sums, sums)
    },
    addModel(model, sums) {
      const key = `${model.provider}\n${model.model}`
      const known = models.get(key) ?? { ...model, sums: emptySums() }
      models.set(key, known)
      addSums(known.sums, sums)
    },
    addAttempts: (pool, count) => void attempts.set(pool, (attempts.get(pool) ?? 0) + count),
    addSessions(pool, counts) {
      const known = sessions.get(pool)
      sessions.set(pool, known === undefined ? counts : addSessionCounts(known, counts))
    },
    toRaw: () => ({
      steps: [...steps],
      accounts: [...accounts.values()],
      models: [...models.values()],
      attempts: [...attempts],
      sessions: [...sessions],
    }),
  }
}

export function mergeAnalytics(parts: readonly RawAnalytics[]): RawAnalytics {
  const draft = createAnalyticsDraft()
  for (const part of parts) {
    for (const [at, sums] of part.steps) draft.addStep(at, sums)
    for (const { sums, ...account } of part.accounts) draft.addAccount(account, sums)
    for (const { sums, ...model } of part.models) draft.addModel(model, sums)
    for (const [pool, attempts] of part.attempts) draft.addAttempts(pool, attempts)
    for (const [pool, counts] of part.sessions) draft.addSessions(pool, counts)
  }
  return draft.toRaw()
}

/** The accounts with the most attempts, and the models with the most requests: at most so many of each. */
export function keepMost(raw: RawAnalytics, accounts: number, models: number): RawAnalytics {
  return {
    ...raw,
    accounts: raw.accounts.toSorted((a, b) => by('attempts', a, b) || by('requests', a, b)).slice(0, accounts),
    models: raw.models.toSorted((a, b) => by('requests', a, b) || by('attempts', a, b)).slice(0, models),
  }
}

function by(name: 'attempts' | 'requests', a: { readonly sums: Sums }, b: { readonly sums: Sums }): number {
  return countOf(b.sums, name) - countOf(a.sums, name)
}

function addSessionCounts(one: SessionCounts, other: SessionCounts): SessionCounts {
  return {
    started: one.started + other.started,
    ended: one.ended + other.ended,
    endedMs: one.endedMs + other.endedMs,
    switches: one.switches + other.switches,
  }
}
