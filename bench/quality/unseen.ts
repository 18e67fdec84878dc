import type { Chance } from './chance.ts'
import { medianOf } from './chance.ts'
import type { ClockQueue } from './clock-queue.ts'
import type { Counters } from './counters.ts'
import type { World } from './world.ts'
import { MINUTE_MS } from './world.ts'

/** Spread of the logarithm of its input and its output. */
const SIGMA = 0.8

/**
 * Somebody who uses a share of one organisation's limits without the gateway's knowledge: calls at random times, one
 * request each, of such a size that each limit gives the same share.
 */
export function startUnseen(
  world: World,
  counters: Counters,
  by: { readonly queue: ClockQueue; readonly chance: Chance },
): void {
  const { vendor, workload, nuisances, lengthMs } = world
  const { queue, chance } = by
  const share = nuisances.unseenShare
  if (share === 0) return
  const gapMs = MINUTE_MS / (vendor.requests * share)
  const input = vendor.input / vendor.requests
  const output = vendor.output / vendor.requests
  const halfway = queue.now() + lengthMs / 2

  function call(now: number): void {
    const draw = { requests: 1, input: drawn(input, chance), output: drawn(output, chance) }
    const from = now + chance.whole(workload.firstByteMs.least, workload.firstByteMs.most)
    const until = from + Math.ceil((draw.output / vendor.tokensPerSecond) * 1_000)
    // It is used whatever the gateway does: who keeps a limit empty takes nothing from it.
    counters.admit({ ...draw, from, until }, now)
    queue.at(now + chance.gap(now < halfway ? gapMs : gapMs / nuisances.cutTo), call)
  }

  queue.at(queue.now() + chance.gap(gapMs), call)
}

function drawn(mean: number, chance: Chance): number {
  return Math.ceil(chance.around(medianOf(mean, SIGMA), SIGMA))
}
