import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Contender } from './contenders/contender.ts'
import { startGateway } from './contenders/gateway.ts'
import { cpuDuring, sampleOf } from './harness/sample.ts'
import { Stage } from './harness/stage.ts'
import { loadRequests, warmUp } from './load/wrk.ts'
import { startFixedUpstream } from './upstreams/fixed.ts'

/**
 * `npm run bench:pair -- ../other-checkout`: what a request costs here against what it costs there, CPU time, in pairs of
 * 2 s one right after the other, since a shared machine is another one a minute later. A checkout against itself tells
 * how much of a difference is noise. `--pairs N` (20).
 */

const WARMING = 40_000
const SECONDS = 2

async function costOf(stage: Stage, contender: Contender): Promise<number> {
  const spent = await cpuDuring(contender.process.pid, async () => {
    const report = await loadRequests(stage, contender, { seconds: SECONDS })
    // What is put off (batches to a disk, the log) is paid for too.
    await wait(200)
    return report
  })
  return spent.cpuNs / 1_000 / spent.result.requests
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { pairs: { type: 'string' } } })
  const [other] = positionals
  if (other === undefined) throw new Error('which checkout is this one compared with? bench:pair -- ../other-checkout')
  await using stage = await Stage.open()
  const upstreamPort = await startFixedUpstream(stage)
  const there = await startGateway(stage, { name: 'there', tree: resolve(other), upstreamPort, logLevel: 'info' })
  const here = await startGateway(stage, { name: 'here', upstreamPort, logLevel: 'info' })
  for (const contender of [there, here]) await warmUp(stage, contender, WARMING)

  const costs = new Map<Contender, number[]>([
    [there, []],
    [here, []],
  ])
  const ratios: number[] = []
  const pairs = Math.min(Math.max(Number(values.pairs ?? 20) || 20, 2), 200)
  for (let pair = 0; pair < pairs; pair += 1) {
    const got = new Map<Contender, number>()
    // Who goes first takes turns.
    for (const contender of pair % 2 === 0 ? [there, here] : [here, there]) {
      const cost = await costOf(stage, contender)
      got.set(contender, cost)
      costs.get(contender)?.push(cost)
    }
    ratios.push((got.get(here) ?? Number.NaN) / (got.get(there) ?? Number.NaN))
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  const quartile = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(3)
  const micros = (contender: Contender): string => sampleOf(costs.get(contender) ?? []).median.toFixed(1)
  process.stdout.write(`here ${micros(here)} µs a request, there ${micros(there)} µs\n`)
  process.stdout.write(
    `here against there, of ${pairs} pairs: ${quartile(0.5)}× (half of them ${quartile(0.25)}× – ${quartile(0.75)}×)\n`,
  )
}

await main()
