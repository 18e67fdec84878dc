import { startFixedUpstream } from '../upstreams/fixed.ts'
import { setTimeout as wait } from 'node:timers/promises'
import { startGateway } from '../contenders/gateway.ts'
import { atMost, type Bench, type Figure } from '../figure.ts'
import { sampleOf, settledMemory } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { loadRequests } from '../load/wrk.ts'

/** No run of the load may last longer, whatever the gateway's pace. */
const PATIENCE_S = 600

/** Resident memory after 1,000,000 requests against after 100,000, each read when the load has paused. */
export async function measureGrowth(bench: Bench): Promise<Figure[]> {
  const first = bench.pace === 'full' ? 100_000 : 20_000
  const steps = 10
  await using stage = await Stage.open()
  const upstreamPort = await startFixedUpstream(stage)
  const gateway = await startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' })
  const readings: number[] = []
  let requests = 0
  let spentSeconds = 0
  let perSecond = (await loadRequests(stage, gateway, { seconds: 2 })).requests / 2
  for (let step = 1; step <= steps; step++) {
    while (requests < first * step && spentSeconds < PATIENCE_S) {
      const seconds = Math.max(1, Math.ceil((first * step - requests) / perSecond))
      const report = await loadRequests(stage, gateway, { seconds })
      perSecond = report.requests / report.seconds
      requests += report.requests
      spentSeconds += seconds
    }
    await wait(1_000)
    readings.push(await settledMemory(gateway.process.pid, 1))
    bench.say(`${requests} requests: ${megabytes(readings.at(-1))} MB`)
  }
  if (requests < first * steps) throw new Error(`only ${requests} requests within ${PATIENCE_S} s`)
  const start = readings[0] ?? Number.NaN
  const ratios = readings.map((each) => each / start)
  const { least, most } = sampleOf(ratios)
  return [
    {
      name: `memory after ${first * steps} requests against after ${first}`,
      bound: atMost(1.1, 1),
      unit: '×',
      measured: { median: ratios.at(-1) ?? Number.NaN, least, most },
      detail: `${readings.map(megabytes).join(', ')} MB, each tenth`,
    },
  ]
}

function megabytes(bytes: number | undefined): string {
  return ((bytes ?? Number.NaN) / 1024 / 1024).toFixed(0)
}
