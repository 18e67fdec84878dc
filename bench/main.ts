import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Bench, type Figure, PART_NAMES, type PartName, standingOf } from './figure.ts'
import { measureGrowth } from './figures/growth.ts'
import { measureMemory } from './figures/memory.ts'
import { measurePeers } from './figures/peers.ts'
import { measureRequests } from './figures/requests.ts'
import { measureChoice, measureLedger, measureMeter } from './figures/scripts.ts'
import { measureStreams } from './figures/streams.ts'
import { pinHere } from './harness/pin.ts'
import { LOAD_CORE } from './harness/stage.ts'
import { sampleOf } from './harness/sample.ts'
import { describeMachine, missingTools } from './machine.ts'
import { HELP, parseOptions } from './options.ts'
import { toMarkdown, toTerminal } from './report.ts'

const RESULTS = fileURLToPath(new URL('results.md', import.meta.url))

const MEASURES: Readonly<Record<PartName, (bench: Bench) => Promise<Figure[]>>> = {
  requests: measureRequests,
  streams: measureStreams,
  memory: measureMemory,
  peers: measurePeers,
  choice: measureChoice,
  meter: measureMeter,
  ledger: measureLedger,
  growth: measureGrowth,
}

async function run(pace: Bench['pace'], parts: readonly PartName[]): Promise<number> {
  const began = performance.now()
  const figures: Figure[] = []
  const failures: string[] = []
  const disturbances: number[] = []
  const onDisturbance = (share: number): void => void disturbances.push(share)
  for (const part of parts) {
    const say = (line: string): void => console.error(`  ${part}: ${line}`)
    try {
      figures.push(...(await MEASURES[part]({ pace, say, onDisturbance })))
    } catch (error) {
      failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`)
      say(`failed: ${failures.at(-1)}`)
    }
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  const machine = [...describeMachine(), toWeather(disturbances)]
  const whole = pace === 'full' && parts.length === PART_NAMES.length && failures.length === 0
  if (whole) writeResults(figures, machine)
  console.log(
    [
      ...machine,
      '',
      toTerminal(figures),
      ...failures,
      '',
      `${minutes} minutes, ${pace}${pace === 'quick' ? ': a direction, not to be quoted' : ''}`,
    ].join('\n'),
  )
  return failures.length + figures.filter((figure) => standingOf(figure) === 'missed').length
}

/** A machine that others use makes the figures worth less; the reader is told. */
function toWeather(disturbances: readonly number[]): string {
  const { median, most } = sampleOf(disturbances.map((share) => share * 100))
  if (disturbances.length === 0) return 'nothing was timed beside others'
  const verdict = median > 5 ? ': not quiet enough, measure again' : ''
  return `others took ${median.toFixed(1)} % of the proxy's core (at worst ${most.toFixed(1)} %)${verdict}`
}

function writeResults(figures: readonly Figure[], notes: readonly string[]): void {
  const text = `# What it costs

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; every figure from that one run. Only the ratios carry over to other machines.

${notes.map((note) => `- ${note}`).join('\n')}

${toMarkdown(figures)}
`
  writeFileSync(RESULTS, text)
}

const options = parseOptions(process.argv.slice(2))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

switch (options.kind) {
  case 'help':
    console.log(HELP)
    break
  case 'refused':
    console.error(options.message)
    process.exitCode = 2
    break
  case 'run': {
    const missing = missingTools()
    for (const sentence of missing) console.error(sentence)
    if (missing.length === 0) pinHere(LOAD_CORE)
    process.exitCode = missing.length > 0 ? 2 : await run(options.pace, options.parts)
    break
  }
}
