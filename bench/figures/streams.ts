import { setTimeout as wait } from 'node:timers/promises'
import { startBare } from '../contenders/bare.ts'
import type { Contender } from '../contenders/contender.ts'
import { startGateway } from '../contenders/gateway.ts'
import { startNginx } from '../contenders/nginx.ts'
import { atMost, type Bench, type Bound, type Figure, NO_BOUND } from '../figure.ts'
import { cpuDuring, ratioOf, sampleOf } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { countStreams, openStreams } from '../load/streams.ts'
import { startStreamingUpstream } from '../upstreams/streaming.ts'

const STREAMS = 500
const PER_SECOND = 50
/** Below this share of the events that were due, the upstream or the client was the limit and the figure is void. */
const ARRIVED_AT_LEAST = 0.8

interface Costs {
  readonly contender: Contender
  readonly micros: number[]
  readonly perSecond: number[]
}

interface Relayed {
  readonly micros: number
  readonly perSecond: number
  readonly disturbance: number
}

/** CPU time per relayed event, 500 streams of 50 events a second, each of 8 s and followed by another. */
export async function measureStreams(bench: Bench): Promise<Figure[]> {
  const { rounds, seconds } = bench.pace === 'full' ? { rounds: 5, seconds: 6 } : { rounds: 2, seconds: 4 }
  await using stage = await Stage.open()
  const upstreamPort = await startStreamingUpstream(stage, { periodMs: 1_000 / PER_SECOND, events: 8 * PER_SECOND })
  const nginx = costsOf(await startNginx(stage, upstreamPort))
  const bare = costsOf(await startBare(stage, upstreamPort))
  const info = costsOf(await startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' }))
  const all = [nginx, bare, info]
  for (let round = 0; round <= rounds; round++) {
    for (const costs of all) {
      const sample = await relay(stage, costs.contender, seconds)
      // The first round warms up.
      if (round === 0) continue
      costs.micros.push(sample.micros)
      costs.perSecond.push(sample.perSecond)
      bench.onDisturbance(sample.disturbance)
    }
    if (round > 0) {
      bench.say(
        `round ${round}/${rounds}: ${all.map(({ contender, micros }) => `${contender.name} ${micros.at(-1)?.toFixed(1)} µs`).join(', ')}`,
      )
    }
  }

  function against(costs: Costs, name: string, bound: Bound): Figure {
    const detail = `${inMicros(costs)} against ${inMicros(nginx)}, ${sampleOf(costs.perSecond).median.toFixed(0)} events/s`
    return { name, bound, unit: '×', measured: ratioOf(costs.micros, nginx.micros), detail }
  }
  return [
    against(info, 'CPU time per relayed stream event against nginx', atMost(2.2, 1.6)),
    against(bare, '… of bare node:http + undici', NO_BOUND),
  ]
}

async function relay(stage: Stage, target: Contender, seconds: number): Promise<Relayed> {
  const client = await openStreams(stage, target, { streams: STREAMS, perSecond: STREAMS / 2 })
  const before = await countStreams(client)
  const began = performance.now()
  const { cpuNs, disturbance, result } = await cpuDuring(target.process.pid, async () => {
    await wait(seconds * 1_000)
    return countStreams(client)
  })
  const tookSeconds = (performance.now() - began) / 1_000
  await stage.stop(client)
  const events = result.events - before.events
  const perSecond = events / tookSeconds
  if (result.broken > 0) throw new Error(`${target.name}: ${result.broken} streams broke`)
  if (perSecond < STREAMS * PER_SECOND * ARRIVED_AT_LEAST) {
    throw new Error(`${target.name}: only ${perSecond.toFixed(0)} of ${STREAMS * PER_SECOND} events a second arrived`)
  }
  return { micros: cpuNs / 1_000 / events, perSecond, disturbance }
}

function costsOf(contender: Contender): Costs {
  return { contender, micros: [], perSecond: [] }
}

function inMicros(costs: Costs): string {
  return `${sampleOf(costs.micros).median.toFixed(1)} µs`
}
