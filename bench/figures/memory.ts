import { setTimeout as wait } from 'node:timers/promises'
import { startBare } from '../contenders/bare.ts'
import type { Contender } from '../contenders/contender.ts'
import { startGateway } from '../contenders/gateway.ts'
import { startNginx } from '../contenders/nginx.ts'
import { atMost, type Bench, type Figure, NO_BOUND } from '../figure.ts'
import { type Sample, sampleOf, settledMemory } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { openStreams } from '../load/streams.ts'
import { startStreamingUpstream } from '../upstreams/streaming.ts'

const STREAMS = 4_000

/**
 * Resident memory per open stream: 4,000 streams of one event a second. Each reading takes a fresh process, since what
 * a first reading made the heap grow would hide the second; a hundred streams warm it up before.
 */
export async function measureMemory(bench: Bench): Promise<Figure[]> {
  await using stage = await Stage.open()
  const upstreamPort = await startStreamingUpstream(stage, { periodMs: 1_000, events: 240 })

  async function perStream(rounds: number, start: () => Promise<Contender>): Promise<Sample> {
    const readings: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const contender = await start()
      readings.push(await growth(stage, contender))
      await stage.stop(contender.process)
      bench.say(`${contender.name}: ${readings.at(-1)?.toFixed(1)} KB per stream`)
    }
    return sampleOf(readings)
  }

  const detail = `${STREAMS} streams of one event a second`
  const gateway = await perStream(bench.pace === 'full' ? 3 : 1, () =>
    startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' }),
  )
  const bare = await perStream(1, () => startBare(stage, upstreamPort))
  const nginx = await perStream(1, () => startNginx(stage, upstreamPort))
  return [
    { name: 'memory per open stream', bound: atMost(70, 40), unit: 'KB', measured: gateway, detail },
    { name: '… of bare node:http + undici', bound: NO_BOUND, unit: 'KB', measured: bare, detail },
    { name: '… of nginx', bound: NO_BOUND, unit: 'KB', measured: nginx, detail },
  ]
}

async function growth(stage: Stage, contender: Contender): Promise<number> {
  const warmUp = await openStreams(stage, contender, { streams: 100, perSecond: 100 })
  await wait(2_000)
  await stage.stop(warmUp)
  await wait(1_000)
  const before = await settledMemory(contender.process.pid, 2)
  const client = await openStreams(stage, contender, { streams: STREAMS, perSecond: 1_000 })
  await wait(5_000)
  const after = await settledMemory(contender.process.pid, 3)
  await stage.stop(client)
  return (after - before) / 1024 / STREAMS
}
