import { setTimeout as wait } from 'node:timers/promises'
import { startBare } from '../contenders/bare.ts'
import type { Contender } from '../contenders/contender.ts'
import { startGateway } from '../contenders/gateway.ts'
import { startNginx } from '../contenders/nginx.ts'
import { atMost, type Bench, type Bound, type Figure, NO_BOUND } from '../figure.ts'
import { cpuDuring, ratioOf, sampleOf } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { loadRequests, warmUp } from '../load/wrk.ts'
import { startFixedUpstream } from '../upstreams/fixed.ts'

interface Costs {
  readonly contender: Contender
  /** CPU microseconds per request, one of each round. */
  readonly micros: number[]
  requests: number
}

/** CPU time per request against nginx, 64 connections, 1 KB requests; the contenders take turns within each round. */
export async function measureRequests(bench: Bench): Promise<Figure[]> {
  const { warming, rounds, seconds } =
    bench.pace === 'full' ? { warming: 40_000, rounds: 7, seconds: 3 } : { warming: 10_000, rounds: 2, seconds: 2 }
  await using stage = await Stage.open()
  const upstreamPort = await startFixedUpstream(stage)
  const nginx = costsOf(await startNginx(stage, upstreamPort))
  const bare = costsOf(await startBare(stage, upstreamPort))
  const info = costsOf(await startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' }))
  const warn = costsOf(await startGateway(stage, { name: 'gateway-warn', upstreamPort, logLevel: 'warn' }))
  const all = [nginx, bare, info, warn]
  for (const { contender } of all) await warmUp(stage, contender, warming)
  for (let round = 1; round <= rounds; round++) {
    for (const costs of all) {
      const { contender } = costs
      const spent = await cpuDuring(contender.process.pid, async () => {
        const report = await loadRequests(stage, contender, { seconds })
        // What is put off (batches to a disk, the log) is paid for too.
        await wait(300)
        return report
      })
      costs.micros.push(spent.cpuNs / 1_000 / spent.result.requests)
      costs.requests += spent.result.requests
      bench.onDisturbance(spent.disturbance)
    }
    bench.say(
      `round ${round}/${rounds}: ${all.map(({ contender, micros }) => `${contender.name} ${micros.at(-1)?.toFixed(1)} µs`).join(', ')}`,
    )
  }

  function against(costs: Costs, name: string, bound: Bound): Figure {
    const detail = `${inMicros(costs)} against ${inMicros(nginx)}, ${costs.requests} and ${nginx.requests} requests`
    return { name, bound, unit: '×', measured: ratioOf(costs.micros, nginx.micros), detail }
  }
  return [
    against(info, 'CPU time per request against nginx', atMost(6, 4)),
    against(warn, '… with LOG_LEVEL=warn', NO_BOUND),
    against(bare, '… of bare node:http + undici', NO_BOUND),
  ]
}

function costsOf(contender: Contender): Costs {
  return { contender, micros: [], requests: 0 }
}

function inMicros(costs: Costs): string {
  return `${sampleOf(costs.micros).median.toFixed(1)} µs`
}
