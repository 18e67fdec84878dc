import { createArrivals } from '../../bench/quality/arrivals.ts'
import { Caller } from '../../bench/quality/caller.ts'
import { createChance } from '../../bench/quality/chance.ts'
import { createClockQueue } from '../../bench/quality/clock-queue.ts'
import { createContender } from '../../bench/quality/contenders.ts'
import { createConversation } from '../../bench/quality/conversation.ts'
import { Gateway } from '../../bench/quality/gateway.ts'
import { QUIET } from '../../bench/quality/nuisances.ts'
import type { Asked, VendorAnswer } from '../../bench/quality/vendor.ts'
import { Vendor } from '../../bench/quality/vendor.ts'
import type { World } from '../../bench/quality/world.ts'
import { MINUTE_MS, USUAL_WORLD } from '../../bench/quality/world.ts'
import { accountNamed, START } from '../../src/balancer/board-fixture.ts'
import type { LimitTold } from '../../src/model/limit.ts'

/** A call that a vendor has let in, and when. */
interface LetIn {
  readonly at: number
  readonly requests: number
  readonly input: number
}

/** What an account's answer tells of one moment, once it is heard. */
interface Told {
  readonly sentAt: number
  readonly heardAt: number
  readonly limits: readonly LimitTold[]
}

/** A vendor with an onlooker who hears what the gateway hears, and knows no more. */
export class WatchedVendor extends Vendor {
  asked = 0
  /** Refused by accounts of which an answer had been heard. */
  refused = 0
  /** Calls that were sent although the account's own word was that they do not fit. */
  readonly senseless: string[] = []
  readonly #letIn = new Map<number, LetIn[]>()
  readonly #told = new Map<number, Told[]>()

  override ask(account: number, asked: Asked, now: number): VendorAnswer {
    const input = asked.prompt - this.warm(account, asked, now)
    this.#check(account, { at: now, requests: 1, input })
    const answer = super.ask(account, asked, now)
    this.asked++
    const heardAt = answer.kind === 'refused' ? answer.at : answer.firstByteAt
    if (answer.kind === 'refused') this.refused += this.#heard(account, now).length === 0 ? 0 : 1
    else this.#letIn.set(account, [...(this.#letIn.get(account) ?? []), { at: now, requests: 1, input }].slice(-200))
    if (answer.limits !== null) {
      const told = { sentAt: now, heardAt, limits: answer.limits.limits }
      this.#told.set(account, [...(this.#told.get(account) ?? []), told].slice(-200))
    }
    return answer
  }

  #heard(account: number, now: number): readonly Told[] {
    return (this.#told.get(account) ?? []).filter(({ heardAt }) => heardAt <= now)
  }

  /** At the most so much can be left: what was told of the latest moment, what came back since, less what was let in. */
  #check(account: number, call: LetIn): void {
    const heard = this.#heard(account, call.at)
    const firstAt = Math.min(...heard.map(({ heardAt }) => heardAt))
    const last = heard.findLast(({ sentAt }) => sentAt >= firstAt)
    if (last === undefined) return
    const since = (this.#letIn.get(account) ?? []).filter(({ at }) => at > last.sentAt)
    for (const { name, meter, capacity, left, grain } of last.limits) {
      if ((meter !== 'requests' && meter !== 'input') || capacity === null || left === null) continue
      const back = (capacity / MINUTE_MS) * (call.at - last.sentAt)
      const used = since.reduce((sum, one) => sum + one[meter], 0)
      const most = Math.min(capacity, left + grain / 2 + back) - used
      if (most < Math.min(call[meter], capacity) - 0.01) {
        this.senseless.push(`${name}: at most ${most} are left for ${call[meter]}`)
      }
    }
  }
}

/** Conversations of one call, whose prompts have four bytes a token: what they take is known exactly. */
export const EXACT_WORLD: World = {
  ...USUAL_WORLD,
  vendor: { ...USUAL_WORLD.vendor, accounts: 3, requests: 30, input: 60_000, output: 10_000_000 },
  workload: {
    ...USUAL_WORLD.workload,
    firstPrompt: { median: 2_000, sigma: 1 },
    turns: { least: 1, most: 1 },
    output: { mean: 100, sigma: 0.5 },
    long: { share: 0, median: 1, sigma: 0 },
    agents: { ...USUAL_WORLD.workload.agents, share: 0 },
  },
  nuisances: QUIET,
  lengthMs: 20 * MINUTE_MS,
}

/** So many calls a minute, in the mean, of a pool of strategy `headroom`. */
export function watch(world: World, perMinute: number, seed: number): WatchedVendor {
  const queue = createClockQueue(START)
  const vendor = new WatchedVendor(world.vendor, world.nuisances, START)
  const accounts = Array.from({ length: vendor.size }, (_, index) => accountNamed(`key-${index + 1}`))
  const chooser = createContender('headroom', { world, vendor, accounts })
  const gateway = new Gateway({ chooser, vendor, queue, accounts })
  const caller = new Caller({
    queue,
    habits: world.callers,
    maxOutput: world.workload.maxOutput,
    chance: createChance(seed, 3),
    ask: (request, onlooker, done) => gateway.ask(request, onlooker, done),
    onCalled() {
      // the vendor counts
    },
  })
  const { accounts: count, output } = world.vendor
  const load = (perMinute * world.workload.output.mean) / (count * output)
  const arrivals = createArrivals(world, { load, seed, start: START })
  let index = 0
  function arrive(now: number): void {
    caller.converse(createConversation(world.workload, { seed, index, bytesOff: 0 }))
    index++
    queue.at(arrivals.after(now), arrive)
  }
  queue.at(arrivals.after(START), arrive)
  queue.runUntil(START + world.lengthMs)
  return vendor
}
