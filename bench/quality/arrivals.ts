import { createChance } from './chance.ts'
import type { Thread, Turn } from './conversation.ts'
import { createConversation } from './conversation.ts'
import type { WorkloadShape, World } from './world.ts'
import { MINUTE_MS } from './world.ts'

/** When conversations begin. */
export interface Arrivals {
  /** Of the one after that of this moment; epoch ms. */
  after(now: number): number
}

export interface ArrivalPlan {
  /** 1 offers as much output as the vendors leave to the pool. */
  readonly load: number
  readonly seed: number
  /** Epoch ms. */
  readonly start: number
}

const STREAM = 1

/** A Poisson process whose rate follows bursts and cuts. */
export function createArrivals(world: World, { load, seed, start }: ArrivalPlan): Arrivals {
  const { workload, nuisances, lengthMs } = world
  const { factor, forMs, everyMs } = workload.burst
  const chance = createChance(seed, STREAM)
  const mean = (load * outputLeft(world)) / meanOutput(workload)
  /** Between bursts, a ms. */
  const calm = mean / (1 + ((factor - 1) * forMs) / everyMs)
  const cutTo = nuisances.arrivals === 'follow the cut' ? nuisances.cutTo : 1

  /** Share of the highest rate. */
  function rateAt(time: number): number {
    const since = time - start
    return (since % everyMs < forMs ? 1 : 1 / factor) * (since < lengthMs / 2 ? 1 : cutTo)
  }

  return {
    after(now) {
      let time = now
      do time += chance.gap(1 / (calm * factor))
      while (!chance.hits(rateAt(time)))
      return time
    },
  }
}

/** Output tokens a ms that the vendors leave to the pool, before any cut. */
function outputLeft({ vendor, nuisances }: World): number {
  const groups = Math.ceil(vendor.accounts / vendor.accountsPerGroup)
  return (groups * vendor.output * (1 - nuisances.unseenShare)) / MINUTE_MS
}

const SAMPLE = 4_000
const measured = new WeakMap<WorkloadShape, number>()

/** Output tokens of a whole conversation, sub-agents included, in the mean. */
export function meanOutput(shape: WorkloadShape): number {
  const known = measured.get(shape)
  if (known !== undefined) return known
  let sum = 0
  for (let index = 0; index < SAMPLE; index++) {
    for (const { output } of turnsOf(createConversation(shape, { seed: -1, index, bytesOff: 0 }).main)) sum += output
  }
  const mean = sum / SAMPLE
  measured.set(shape, mean)
  return mean
}

/** All turns of a thread and of the sub-agents that it starts. */
export function turnsOf(thread: Thread): Turn[] {
  return thread.turns.flatMap((turn) => [turn, ...turn.agents.flatMap(turnsOf)])
}
