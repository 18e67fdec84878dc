import type { StrategyName } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { CoolScope } from '../model/refusal.ts'
import { scopeCovers } from './cooldowns.ts'
import type { Lane } from './lane.ts'
import { createLane } from './lane.ts'
import type { Member } from './member.ts'
import { servesModel } from '../model/patterns.ts'
import { NO_SCOPES } from './standing.ts'

/** How many kinds of calls are kept apart at a time; the one made first goes first. */
const LANES_KEPT = 64
/** Models whose lane is remembered; they are named by callers, so there may be any number of them. */
const MODELS_KEPT = 4_096
const UNABLE_KEPT = 20

/**
 * Lanes by what a call can be served by: the protocol, the accounts whose patterns match its model, the limits that apply
 * to its model. Calls of one kind share a lane, so a choice never searches through accounts that cannot serve it, and
 * evenness and weights hold among those that can.
 */
export interface Lanes {
  /** `null` where no account is able to serve the call. Not refreshed. */
  find(protocol: Protocol, model: string | null, now: number): Lane | null
  /** A limit of one model or family now holds for one account more, or one less. */
  limit(scope: CoolScope, key: string, by: 1 | -1): void
}

/** What a pool's lanes are made of. */
export interface LanesPlan {
  readonly strategy: StrategyName
  readonly members: readonly Member[]
  readonly origins: number
}

interface Limited {
  readonly scope: CoolScope
  accounts: number
}

export function createLanes(plan: LanesPlan): Lanes {
  const lanes = new Map<string, Lane>()
  const byModel: Record<Protocol, Map<string | null, Lane | null>> = {
    anthropic: new Map(),
    gemini: new Map(),
    openai: new Map(),
  }
  const limits = new Map<string, Limited>()
  const byProtocol: Record<Protocol, Member[]> = { anthropic: [], gemini: [], openai: [] }
  for (const member of plan.members) byProtocol[member.account.protocol].push(member)
  const patterns: Record<Protocol, readonly (readonly string[])[]> = {
    anthropic: distinctPatterns(byProtocol.anthropic),
    gemini: distinctPatterns(byProtocol.gemini),
    openai: distinctPatterns(byProtocol.openai),
  }

  function create(protocol: Protocol, model: string | null, now: number): Lane | null {
    const speaking = byProtocol[protocol]
    const scopes = [...limits].filter(([, { scope }]) => scopeCovers(scope, model)).map(([key]) => key)
    const served = patterns[protocol].map((list) => servesModel(list, model))
    const kind = JSON.stringify([protocol, served, scopes])
    const known = lanes.get(kind)
    if (known !== undefined) return known
    const members = served.every(Boolean) ? speaking : speaking.filter((one) => servesModel(one.account.models, model))
    if (members.length === 0) return null
    const lane = createLane(
      {
        strategy: plan.strategy,
        members,
        unable: members === speaking ? [] : firstUnable(speaking, model),
        scopes: scopes.length === 0 ? NO_SCOPES : new Set(scopes),
        origins: plan.origins,
      },
      now,
    )
    keep(kind, lane)
    return lane
  }

  function keep(kind: string, lane: Lane): void {
    for (const [position, member] of lane.members.entries()) member.seats.push({ lane, position })
    lanes.set(kind, lane)
    const oldest = lanes.keys().next()
    if (lanes.size > LANES_KEPT && oldest.done === false) close(oldest.value)
  }

  function close(kind: string): void {
    const lane = lanes.get(kind)
    lanes.delete(kind)
    forgetModels()
    for (const member of lane?.members ?? []) {
      const seat = member.seats.findIndex((one) => one.lane === lane)
      if (seat >= 0) member.seats.splice(seat, 1)
    }
  }

  function forgetModels(): void {
    for (const models of Object.values(byModel)) models.clear()
  }

  return {
    find(protocol, model, now) {
      const models = byModel[protocol]
      const known = models.get(model)
      if (known !== undefined) return known
      const lane = create(protocol, model, now)
      if (models.size >= MODELS_KEPT) models.clear()
      models.set(model, lane)
      return lane
    },
    limit(scope, key, by) {
      const limited = limits.get(key) ?? { scope, accounts: 0 }
      limited.accounts += by
      if (limited.accounts > (by === 1 ? 1 : 0)) return
      // The first account to be limited, or the last: models change lanes.
      forgetModels()
      if (by === 1) {
        limits.set(key, limited)
        return
      }
      limits.delete(key)
      for (const [kind, lane] of lanes) if (lane.scopes.has(key)) close(kind)
    },
  }
}

function distinctPatterns(members: readonly Member[]): readonly (readonly string[])[] {
  return [...new Map(members.map(({ account }) => [JSON.stringify(account.models), account.models])).values()]
}

function firstUnable(members: readonly Member[], model: string | null): readonly Member[] {
  const unable: Member[] = []
  for (const member of members) {
    if (unable.length === UNABLE_KEPT) break
    if (!servesModel(member.account.models, model)) unable.push(member)
  }
  return unable
}
