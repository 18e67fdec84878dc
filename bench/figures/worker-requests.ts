import { setTimeout as wait } from 'node:timers/promises'
import type { Contender } from '../contenders/contender.ts'
import { startGateway } from '../contenders/gateway.ts'
import { startWorkerd } from '../contenders/workerd.ts'
import { type Bench, type Figure, NO_BOUND } from '../figure.ts'
import { cpuDuring, ratioOf, sampleOf } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { loadRequests, warmUp } from '../load/wrk.ts'
import { startFixedUpstream } from '../upstreams/fixed.ts'

interface Costs {
  readonly contender: Contender
  /** Each of them one value a round. */
  readonly micros: number[]
  readonly perSecond: number[]
  readonly medianMs: number[]
  /** With one connection, whose calls wait for nobody. */
  readonly aloneMs: number[]
}

/**
 * CPU time per request in workerd, 64 connections, 1 KB requests: the gateway beside a Worker that passes calls on and does
 * nothing else, beside one that asks a pool's object and no vendor, and beside the gateway on Node.
 */
export async function measureWorkerRequests(bench: Bench): Promise<Figure[]> {
  const { warming, rounds, seconds } =
    bench.pace === 'full' ? { warming: 20_000, rounds: 7, seconds: 4 } : { warming: 5_000, rounds: 2, seconds: 2 }
  await using stage = await Stage.open()
  const upstreamPort = await startFixedUpstream(stage)
  const node = costsOf(await startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' }))
  const bare = costsOf(await startWorkerd(stage, { entry: 'bare-worker', upstreamPort, logLevel: 'warn' }))
  const object = costsOf(await startWorkerd(stage, { entry: 'object-worker', upstreamPort, logLevel: 'warn' }))
  const worker = costsOf(await startWorkerd(stage, { entry: 'worker', upstreamPort, logLevel: 'info' }))
  const all = [node, bare, object, worker]
  for (const { contender } of all) await warmUp(stage, contender, warming)
  for (let round = 1; round <= rounds; round += 1) {
    for (const costs of all) {
      const spent = await cpuDuring(costs.contender.process.pid, async () => {
        const report = await loadRequests(stage, costs.contender, { seconds })
        // What is put off (batches to storage) is paid for too.
        await wait(500)
        return report
      })
      const { requests, seconds: took, p50us } = spent.result
      costs.micros.push(spent.cpuNs / 1_000 / requests)
      costs.perSecond.push(requests / took)
      costs.medianMs.push(p50us / 1_000)
      bench.onDisturbance(spent.disturbance)
      const alone = await loadRequests(stage, costs.contender, { seconds: 1, connections: 1 })
      costs.aloneMs.push(alone.p50us / 1_000)
    }
    const told = all.map(({ contender, micros }) => `${contender.name} ${micros.at(-1)?.toFixed(0)} µs`)
    bench.say(`requests, round ${round}/${rounds}: ${told.join(', ')}`)
  }
  const plain = { bound: NO_BOUND } as const
  return [
    { ...plain, name: 'CPU time per request', unit: 'µs', measured: sampleOf(worker.micros), detail: toDetail(worker) },
    {
      ...plain,
      name: '… against a Worker that only passes calls on',
      unit: '×',
      measured: ratioOf(worker.micros, bare.micros),
      detail: toDetail(bare),
    },
    {
      ...plain,
      name: '… against the gateway on Node',
      unit: '×',
      measured: ratioOf(worker.micros, node.micros),
      detail: toDetail(node),
    },
    {
      ...plain,
      name: '… of which the two questions to the object',
      unit: 'µs',
      measured: sampleOf(object.micros),
      detail: `a Worker that asks the object and no vendor; ${toDetail(object)}`,
    },
    {
      ...plain,
      name: 'added latency, one call at a time',
      unit: 'ms',
      measured: sampleOf(worker.aloneMs.map((ms, round) => ms - (bare.aloneMs[round] ?? 0))),
      detail: `p50 of ${sampleOf(worker.aloneMs).median.toFixed(2)} ms against ${sampleOf(bare.aloneMs).median.toFixed(2)} ms`,
    },
  ]
}

function costsOf(contender: Contender): Costs {
  return { contender, micros: [], perSecond: [], medianMs: [], aloneMs: [] }
}

function toDetail({ micros, perSecond, medianMs }: Costs): string {
  const each = sampleOf(micros).median.toFixed(0)
  const rate = sampleOf(perSecond).median.toFixed(0)
  return `${each} µs, ${rate} requests/s on one core, p50 ${sampleOf(medianMs).median.toFixed(1)} ms at 64 connections`
}
