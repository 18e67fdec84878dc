import type { PassedOver } from '../model/ledger.ts'
import type { Member } from './member.ts'
import type { Standing } from './standing.ts'
import { backAt } from './standing.ts'
import type { Skip } from './tournament.ts'
import { createTournament } from './tournament.ts'

const SHOWN = 20
const NOBODY: readonly PassedOver[] = Object.freeze([])

/** Those of a lane's accounts that cannot be asked now. Positions are the lane's. */
export interface Absentees {
  /** It is away, or what keeps it away has changed. */
  put(position: number, standing: Standing): void
  drop(position: number): void
  /** Which of them is back first, but for those that are passed by; -1 where nobody is away. */
  firstBack(skip: Skip | null): number
  /** When that one is back, epoch ms; `null` where nothing but a person brings anybody back. */
  backAt(): number | null
  /** At most 20 of them and of those that do not serve the model, with the reason. */
  list(): readonly PassedOver[]
  hold(): void
  release(): void
}

/** `unable` are some of those that speak the protocol and do not serve the model. */
export function createAbsentees(
  members: readonly Member[],
  unable: readonly Member[],
  scopes: ReadonlySet<string>,
): Absentees {
  const byReturn = createTournament(members.length)
  const away = new Map<number, Standing>()
  // A call made while nobody is away pays nothing for the list, and others share it until something changes.
  let listed: readonly PassedOver[] | null = null

  function list(): readonly PassedOver[] {
    const all: PassedOver[] = []
    for (const [position, standing] of away) {
      if (all.length === SHOWN) return all
      const member = members[position]
      if (member === undefined) continue
      const why = whyAway(standing, member)
      const until = backAt(member, scopes)
      const isKnown = why !== 'probing' && until !== Infinity
      all.push({ account: member.account.name, why, until: isKnown ? until : null })
    }
    for (const member of unable.slice(0, SHOWN - all.length)) {
      all.push({ account: member.account.name, why: 'model', until: null })
    }
    return all.length === 0 ? NOBODY : all
  }

  return {
    put(position, standing) {
      const member = members[position]
      if (member === undefined) return
      byReturn.put(position, backAt(member, scopes), 0)
      away.set(position, standing)
      listed = null
    },
    drop(position) {
      byReturn.drop(position)
      away.delete(position)
      listed = null
    },
    firstBack: (skip) => byReturn.best(skip),
    backAt() {
      const first = members[byReturn.best(null)]
      const back = first === undefined ? Infinity : backAt(first, scopes)
      return back === Infinity ? null : back
    },
    list: () => (listed ??= list()),
    hold: () => byReturn.hold(),
    release: () => byReturn.release(),
  }
}

function whyAway(standing: Standing, member: Member): string {
  if (standing === 'cooling' || standing === 'paused' || standing === 'full') return standing
  if (standing === 'unsigned') return 'needs sign-in'
  if (member.probe !== 0) return 'probing'
  return standing === 'refused' ? 'disabled: credential refused' : 'disabled'
}
