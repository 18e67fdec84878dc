import type { Lane } from '../lane.ts'
import type { Member } from '../member.ts'

/** How much more than its share of the conversations an account may be with (contract §5). */
const BOUND = 1.25
/** Of a few conversations nobody has a share that could be spoken of. */
const SLACK = 2
/** How long what all accounts of a lane can carry is taken to be the same, ms. */
const KEPT_MS = 1_000
/** Models whose limits are added up in that time; callers name them. Of others the weights count. */
const MODELS_KEPT = 8

interface Total {
  readonly at: number
  readonly weights: number
  /** Live conversations with accounts that are not of the lane. */
  readonly elsewhere: number
  /** Of all accounts that are up, by the model; `null` where they cannot be compared. */
  readonly capacities: Map<string | null, number | null>
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
    const { weights, elsewhere, capacities } = this.#total(lane, of.live, of.now)
    if (!capacities.has(of.model) && capacities.size < MODELS_KEPT) {
      capacities.set(of.model, capacityOfAll(lane, of.model))
    }
    const all = capacities.get(of.model) ?? null
    const own = all === null ? null : capacityOf(member, of.model)
    const part = all === null || own === null ? member.account.weight / weights : own / all
    const share = (of.live - elsewhere + of.extra) * part
    return mine > Math.max(share * BOUND, share + SLACK)
  }

  #total(lane: Lane, live: number, now: number): Total {
    const known = this.#totals.get(lane)
    if (known !== undefined && now - known.at < KEPT_MS && now >= known.at) return known
    let weights = 0
    let here = 0
    for (const [position, member] of lane.members.entries()) {
      here += member.live
      if (lane.isUp(position)) weights += member.account.weight
    }
    const total = { at: now, weights, elsewhere: live - here, capacities: new Map() }
    this.#totals.set(lane, total)
    return total
  }
}

function capacityOfAll(lane: Lane, model: string | null): number | null {
  let all = 0
  for (const [position, member] of lane.members.entries()) {
    if (!lane.isUp(position)) continue
    const capacity = capacityOf(member, model)
    if (capacity === null) return null
    all += capacity
  }
  return all > 0 ? all : null
}

/** What an account can carry a ms, in tokens, of what it shares its part; `null` where its vendor does not tell. */
function capacityOf({ quota }: Member, model: string | null): number | null {
  let best: number | null = null
  for (const { kind, capacity, windowMs } of quota.of(model)) {
    const rate = capacity / windowMs / quota.users
    if (kind.meter === 'output') return rate
    if (kind.meter === 'tokens' || (kind.meter === 'input' && best === null)) best = rate
  }
  return best
}
