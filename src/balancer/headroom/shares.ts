import type { Lane } from '../lane.ts'
import type { Member } from '../member.ts'

/** How much more than its share of the conversations an account may be with (contract §5). */
const BOUND = 1.25
/** Of a few conversations nobody has a share that could be spoken of. */
const SLACK = 2
/** How long what all accounts of a lane can carry is taken to be the same, ms. */
const KEPT_MS = 1_000

interface Total {
  at: number
  /** Whether capacities can be compared: every account's is known. */
  byCapacity: boolean
  sum: number
}

/** Each account's part of the live conversations: by its capacity where the vendors tell it, else by its weight. */
export class Shares {
  readonly #totals = new WeakMap<Lane, Total>()

  /** Whether an account is with more than 1.25 of its share. `extra` are conversations that would come on top. */
  isOver(
    lane: Lane,
    member: Member,
    of: { readonly model: string | null; readonly live: number; readonly extra: 0 | 1; readonly now: number },
  ): boolean {
    const mine = member.live + of.extra
    if (mine <= SLACK) return false
    const total = this.#total(lane, of.model, of.now)
    const power = total.byCapacity ? (capacityOf(member, of.model) ?? member.account.weight) : member.account.weight
    const share = ((of.live + of.extra) * power) / total.sum
    return mine > Math.max(share * BOUND, share + SLACK)
  }

  #total(lane: Lane, model: string | null, now: number): Total {
    const known = this.#totals.get(lane)
    if (known !== undefined && now - known.at < KEPT_MS && now >= known.at) return known
    let weights = 0
    let capacities: number | null = 0
    for (const [position, member] of lane.members.entries()) {
      if (!lane.isUp(position)) continue
      weights += member.account.weight
      const capacity: number | null = capacityOf(member, model)
      capacities = capacity === null || capacities === null ? null : capacities + capacity
    }
    const byCapacity = capacities !== null && capacities > 0
    const total = { at: now, byCapacity, sum: (byCapacity ? capacities : weights) ?? 1 }
    this.#totals.set(lane, total)
    return total
  }
}

/** What an account can carry a ms, in tokens; `null` where its vendor does not tell. */
function capacityOf(member: Member, model: string | null): number | null {
  let best: number | null = null
  for (const { kind, capacity, windowMs } of member.quota.of(model)) {
    if (kind.meter === 'output') return capacity / windowMs
    if (kind.meter === 'tokens' || (kind.meter === 'input' && best === null)) best = capacity / windowMs
  }
  return best
}
