import { expect } from 'vitest'
import { HOUR } from '../../src/balancer/board-fixture.ts'
import type { Account } from '../../src/model/account.ts'
import type { PoolView } from '../../src/balancer/view.ts'
import type { Observer } from './virtual-traffic.ts'
import { SESSION_MS } from './virtual-traffic.ts'

/** Cooldowns as an onlooker knows them: from the marks alone. */
interface Cooling {
  readonly since: number
  until: number
  triedAt: number
}

/** Everything that must hold at every choice, whatever the weather. Counts how often each was put to the test. */
export function createInvariants(): Observer & { readonly seen: Record<string, number> } {
  const seen: Record<string, number> = {}
  const cooling = new Map<string, Cooling>()
  const avoidedUntil = new Map<string, number>()
  const probing = new Set<string>()
  let run: string[] = []
  let situation = ''
  /** An attempt that passed somebody by has left the order of turns. */
  let inOrder = true

  const note = (what: string): void => {
    seen[what] = (seen[what] ?? 0) + 1
  }

  function checkCooling(account: Account, now: number): void {
    const limit = cooling.get(account.id)
    if (limit === undefined || limit.until <= now) return
    note('hourly call')
    expect(limit.until - limit.since).toBeGreaterThan(HOUR)
    expect(now - limit.triedAt).toBeGreaterThanOrEqual(HOUR)
    limit.triedAt = now
  }

  function checkSession(view: PoolView, chosen: Account, now: number): void {
    const holders = view.accounts.filter((one) => one.session !== null && one.state === 'serving')
    const active = holders.toSorted((a, b) => (b.session?.startedAt ?? 0) - (a.session?.startedAt ?? 0))[0]
    // Next to an unreachable origin another account may serve while the session stays.
    if ([...avoidedUntil.values()].some((until) => until > now)) return
    note('session')
    expect(chosen.name).toBe(active?.name)
    expect(now - (active?.session?.startedAt ?? 0)).toBeLessThan(SESSION_MS)
  }

  function checkOrder(view: PoolView, names: readonly string[]): void {
    const serving = view.accounts.filter((one) => one.state === 'serving')
    const counts = serving.map((one) => names.filter((name) => name === one.name).length)
    if (view.policy.strategy === 'round-robin') {
      note('evenness')
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
    const total = serving.reduce((sum, one) => sum + one.weight, 0)
    if (view.policy.strategy === 'weighted' && names.length >= total) {
      note('weights')
      const last = names.slice(-total)
      const taken = serving.map((one) => last.filter((name) => name === one.name).length)
      expect(taken).toEqual(serving.map((one) => one.weight))
    }
  }

  return {
    seen,
    onChoice(board, choice, { ask, now }) {
      const view = board.view(now)
      if (choice.kind === 'none') {
        note(choice.why)
        if (choice.until !== null) expect(choice.until).toBeGreaterThanOrEqual(now)
        return
      }
      note(choice.reason)
      expect(ask.tried).not.toContain(choice.account.id)
      checkCooling(choice.account, now)
      const isProbe = choice.reason === 'probe'
      const allDisabled = view.accounts.every((one) => one.state === 'disabled' && one.reason === 'failures')
      if (isProbe) {
        expect(probing).not.toContain(choice.account.id)
        probing.add(choice.account.id)
      }
      if (allDisabled) {
        note('all disabled')
        expect(isProbe).toBe(true)
        // One that is due may be probed beside another; one that is let through early is the only one.
        if (view.accounts.every((one) => (one.until ?? 0) > now)) expect(probing.size).toBe(1)
      }
      if (view.policy.strategy === 'session' && ask.tried.length === 0 && !isProbe) {
        checkSession(view, choice.account, now)
      }
      const states = view.accounts.map((one) => one.state)
      const marks = [...avoidedUntil].filter(([, until]) => until > now).map(([origin]) => origin)
      const present = JSON.stringify([states, marks, choice.available])
      if (present !== situation || isProbe) {
        situation = present
        run = []
        inOrder = !isProbe && marks.length === 0
      }
      if (ask.tried.length > 0) inOrder = false
      run.push(choice.account.name)
      if (inOrder) checkOrder(view, run)
    },
    onMark(account, mark, { sentAt, now, reason }) {
      if (reason === 'probe') probing.delete(account.id)
      if (mark.kind === 'unreachable') avoidedUntil.set(account.baseUrl, now + 5_000)
      const limit = cooling.get(account.id)
      const isCooling = limit !== undefined && limit.until > now
      if (mark.kind === 'success' && isCooling && limit.since < sentAt) cooling.delete(account.id)
      if (mark.kind !== 'cool') return
      const until = mark.until ?? now
      if (isCooling) limit.until = Math.max(limit.until, until)
      else cooling.set(account.id, { since: now, until, triedAt: now })
    },
  }
}
