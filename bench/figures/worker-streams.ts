import { setTimeout as wait } from 'node:timers/promises'
import type { Contender } from '../contenders/contender.ts'
import { startWorkerd } from '../contenders/workerd.ts'
import { type Bench, type Figure, NO_BOUND } from '../figure.ts'
import { cpuDuring, ratioOf, sampleOf } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { countStreams, openStreams } from '../load/streams.ts'
import { startStreamingUpstream } from '../upstreams/streaming.ts'

const STREAMS = 100
const PER_SECOND = 25

/** CPU time per relayed stream event in workerd, usage metered, beside a Worker that only passes them on. */
export async function measureWorkerStreams(bench: Bench): Promise<Figure[]> {
  const { rounds, seconds } = bench.pace === 'full' ? { rounds: 5, seconds: 6 } : { rounds: 2, seconds: 4 }
  await using stage = await Stage.open()
  const upstreamPort = await startStreamingUpstream(stage, { periodMs: 1_000 / PER_SECOND, events: 8 * PER_SECOND })
  const bare = await startWorkerd(stage, { entry: 'bare-worker', upstreamPort, logLevel: 'warn' })
  const worker = await startWorkerd(stage, { entry: 'worker', upstreamPort, logLevel: 'info' })
  const micros = new Map<Contender, number[]>([
    [bare, []],
    [worker, []],
  ])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [contender, values] of micros) {
      const { each, disturbance } = await relay(stage, contender, seconds)
      // The first round warms up.
      if (round === 0) continue
      values.push(each)
      bench.onDisturbance(disturbance)
      bench.say(`streams, round ${round}/${rounds}: ${contender.name} ${each.toFixed(1)} µs`)
    }
  }
  const ours = micros.get(worker) ?? []
  const floor = micros.get(bare) ?? []
  const detail = `${STREAMS} streams of ${PER_SECOND} events a second`
  return [
    { name: 'CPU time per relayed stream event', bound: NO_BOUND, unit: 'µs', measured: sampleOf(ours), detail },
    {
      name: '… against a Worker that only passes them on',
      bound: NO_BOUND,
      unit: '×',
      measured: ratioOf(ours, floor),
      detail: `${sampleOf(floor).median.toFixed(1)} µs`,
    },
  ]
}

async function relay(
  stage: Stage,
  target: Contender,
  seconds: number,
): Promise<{ readonly each: number; readonly disturbance: number }> {
  const client = await openStreams(stage, target, { streams: STREAMS, perSecond: STREAMS / 2 })
  const before = await countStreams(client)
  const { cpuNs, disturbance, result } = await cpuDuring(target.process.pid, async () => {
    await wait(seconds * 1_000)
    return countStreams(client)
  })
  await stage.stop(client)
  if (result.broken > 0) throw new Error(`${target.name}: ${result.broken} streams broke`)
  return { each: cpuNs / 1_000 / (result.events - before.events), disturbance }
}
