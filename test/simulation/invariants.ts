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
    must(limit.until - limit.since > HOUR, 'nobody is asked who cools for an hour or less')
    must(now - limit.triedAt >= HOUR, 'one that cools is asked once an hour at most')
    limit.triedAt = now
  }

  function checkSession(view: PoolView, chosen: Account, now: number): void {
    const holders = view.accounts.filter((one) => one.session !== null && one.state === 'serving')
    const active = holders.toSorted((a, b) => (b.session?.startedAt ?? 0) - (a.session?.startedAt ?? 0))[0]
    // Next to an unreachable origin another account may serve while the session stays.
    if ([...avoidedUntil.values()].some((until) => until > now)) return
    note('session')
    must(chosen.name === active?.name, 'the session holds the traffic')
    must(now - (active?.session?.startedAt ?? 0) < SESSION_MS, 'a session is over at its age')
  }

  function checkOrder(view: PoolView, names: readonly string[]): void {
    const serving = view.accounts.filter((one) => one.state === 'serving')
    const counts = serving.map((one) => names.filter((name) => name === one.name).length)
    if (view.policy.strategy === 'round-robin') {
      note('evenness')
      must(Math.max(...counts) - Math.min(...counts) <= 1, 'turns are even within 1')
    }
    const total = serving.reduce((sum, one) => sum + one.weight, 0)
    if (view.policy.strategy === 'weighted' && names.length >= total) {
      note('weights')
      const last = names.slice(-total)
      const isExact = serving.every((one) => last.filter((name) => name === one.name).length === one.weight)
      must(isExact, 'weights are exact over every period')
    }
  }

  return {
    seen,
    onChoice(board, choice, { ask, now }) {
      const view = board.view(now)
      if (choice.kind === 'none') {
        note(choice.why)
        must(choice.until === null || choice.until >= now, 'a return lies ahead')
        return
      }
      if (choice.kind === 'wait') {
        note('waiting')
        must(choice.until > now, 'what is waited for lies ahead')
        return
      }
      note(choice.reason.replace(/:.*/, ''))
      must(!ask.tried.includes(choice.account.id), 'no account is asked twice by one call')
      checkCooling(choice.account, now)
      const isProbe = choice.reason === 'probe'
      const allDisabled = view.accounts.every((one) => one.state === 'disabled' && one.reason === 'failures')
      if (isProbe) {
        must(!probing.has(choice.account.id), 'an account is probed with one request at a time')
        probing.add(choice.account.id)
      }
      if (allDisabled) {
        note('all disabled')
        must(isProbe, 'one that is disabled is only probed')
        // One that is due may be probed beside another; one that is let through early is the only one.
        const isEarly = view.accounts.every((one) => (one.until ?? 0) > now)
        must(!isEarly || probing.size === 1, 'where all are disabled one request is let through')
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

/** Far quicker than `expect`, which is called millions of times here. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`broken: ${rule}`)
}
