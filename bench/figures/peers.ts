import type { Contender } from '../contenders/contender.ts'
import { startGateway } from '../contenders/gateway.ts'
import { atLeast, type Bench, type Bound, type Figure } from '../figure.ts'
import { cpuDuring, ratioOf, sampleOf } from '../harness/sample.ts'
import { Stage } from '../harness/stage.ts'
import { loadRequests } from '../load/wrk.ts'
import { startBetterCcflare } from '../peers/better-ccflare.ts'
import { startPortkey } from '../peers/portkey.ts'
import { startFixedUpstream } from '../upstreams/fixed.ts'

type Start = (stage: Stage, upstreamPort: number) => Promise<Contender>

interface Peer {
  readonly name: string
  readonly start: Start
  readonly bound: Bound
}

const PEERS: readonly Peer[] = [
  { name: '@portkey-ai/gateway', start: startPortkey, bound: atLeast(10, 20) },
  { name: 'better-ccflare', start: startBetterCcflare, bound: atLeast(25, 50) },
]

const startOurs: Start = (stage, upstreamPort) =>
  startGateway(stage, { name: 'gateway', upstreamPort, logLevel: 'info' })

/** Requests a second, 64 connections in a closed loop; one gateway at a time, alone on its core, fresh in every round. */
export async function measurePeers(bench: Bench): Promise<Figure[]> {
  const { rounds, seconds } = bench.pace === 'full' ? { rounds: 2, seconds: 8 } : { rounds: 1, seconds: 4 }

  async function paceOf(start: Start): Promise<number> {
    await using stage = await Stage.open()
    const contender = await start(stage, await startFixedUpstream(stage))
    // By time: a count that warms ours would take the slowest peer minutes.
    await loadRequests(stage, contender, { seconds: 6 })
    const { result, disturbance } = await cpuDuring(contender.process.pid, () =>
      loadRequests(stage, contender, { seconds }),
    )
    const pace = result.requests / result.seconds
    bench.onDisturbance(disturbance)
    bench.say(`${contender.name}: ${pace.toFixed(0)} requests/s`)
    return pace
  }

  const ours: number[] = []
  const theirs = PEERS.map((peer) => ({ peer, paces: [] as number[] }))
  for (let round = 1; round <= rounds; round++) {
    ours.push(await paceOf(startOurs))
    for (const { peer, paces } of theirs) paces.push(await paceOf(peer.start))
  }
  return theirs.map(({ peer, paces }) => ({
    name: `requests per second against ${peer.name}`,
    bound: peer.bound,
    unit: '×',
    measured: ratioOf(ours, paces),
    detail: `${sampleOf(ours).median.toFixed(0)} against ${sampleOf(paces).median.toFixed(0)} requests/s`,
  }))
}
