import type { Chance } from './chance.ts'
import { medianOf } from './chance.ts'
import type { ClockQueue } from './clock-queue.ts'
import { drawOutput } from './conversation.ts'
import type { Counters, Draw } from './counters.ts'
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

  /** It is used, whatever the gateway does: who keeps a limit empty takes nothing from it. */
  function ask(draw: Pick<Draw, 'requests' | 'input' | 'output'>, now: number): void {
    const from = now + chance.whole(workload.firstByteMs.least, workload.firstByteMs.most)
    const until = from + Math.ceil((draw.output / vendor.tokensPerSecond) * 1_000)
    counters.admit({ ...draw, from, until }, now)
  }

  function call(now: number): void {
    const draw = {
      requests,
      input: drawInput(input, chance),
      output: drawOutput(workload, { outputFactor: 1 }, chance),
    }
    ask(draw, now)
    queue.at(now + chance.gap(now < halfway ? gapMs : gapMs / nuisances.cutTo), call)
  }

  queue.at(queue.now() + chance.gap(gapMs), call)
}

function drawInput(mean: number, chance: Chance): number {
  return Math.ceil(chance.around(medianOf(mean, INPUT_SIGMA), INPUT_SIGMA))
}
