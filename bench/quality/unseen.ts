import type { Chance } from './chance.ts'
import { medianOf } from './chance.ts'
import type { ClockQueue } from './clock-queue.ts'
import { drawOutput } from './conversation.ts'
import type { Counters } from './counters.ts'
import type { World } from './world.ts'
import { MINUTE_MS } from './world.ts'

/** Spread of the logarithm of its uncached input. */
const INPUT_SIGMA = 1

/** Somebody who uses a share of one organisation's limits without the gateway's knowledge, at random times. */
export function startUnseen(
  world: World,
  counters: Counters,
  by: { readonly queue: ClockQueue; readonly chance: Chance },
): void {
  const { vendor, workload, nuisances, lengthMs } = world
  const { queue, chance } = by
  const share = nuisances.unseenShare
  if (share === 0) return
  const gapMs = (MINUTE_MS * workload.output.mean) / (vendor.output * share)
  /** So that it takes the same share of every limit. */
  const requests = (vendor.requests * share * gapMs) / MINUTE_MS
  const input = (vendor.input * share * gapMs) / MINUTE_MS
  const halfway = queue.now() + lengthMs / 2

  function call(now: number): void {
    const draw = {
      requests,
      input: drawInput(input, chance),
      output: drawOutput(workload, { outputFactor: 1 }, chance),
    }
    const from = now + chance.whole(workload.firstByteMs.least, workload.firstByteMs.most)
    const until = from + Math.ceil((draw.output / vendor.tokensPerSecond) * 1_000)
    // The vendor refuses it as it would any other; it does not ask again.
    if (counters.refusing(draw, now) === null) counters.admit({ ...draw, from, until }, now)
    queue.at(now + chance.gap(now < halfway ? gapMs : gapMs / nuisances.cutTo), call)
  }

  queue.at(queue.now() + chance.gap(gapMs), call)
}

function drawInput(mean: number, chance: Chance): number {
  return Math.ceil(chance.around(medianOf(mean, INPUT_SIGMA), INPUT_SIGMA))
}
