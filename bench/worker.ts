import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Bench, type Figure } from './figure.ts'
import { measureWorkerRequests } from './figures/worker-requests.ts'
import { measureWorkerStreams } from './figures/worker-streams.ts'
import { pinHere } from './harness/pin.ts'
import { sampleOf } from './harness/sample.ts'
import { LOAD_CORE } from './harness/stage.ts'
import { describeMachine, missingTools } from './machine.ts'
import { toMarkdown, toTerminal } from './report.ts'

/** `npm run bench:worker -- [--quick]`: what the gateway costs as a Worker, in workerd on this machine. */
const RESULTS = fileURLToPath(new URL('worker-results.md', import.meta.url))

async function run(pace: Bench['pace']): Promise<void> {
  const disturbances: number[] = []
  const bench: Bench = {
    pace,
    say: (line) => console.error(`  ${line}`),
    onDisturbance: (share) => void disturbances.push(share * 100),
  }
  const figures: Figure[] = [...(await measureWorkerRequests(bench)), ...(await measureWorkerStreams(bench))]
  const { median, most } = sampleOf(disturbances)
  const notes = [
    ...describeMachine(),
    'workerd has one thread for everything: the Worker, its objects and their storage',
    `others took ${median.toFixed(1)} % of its core (at worst ${most.toFixed(1)} %)`,
  ]
  console.log([...notes, '', toTerminal(figures)].join('\n'))
  if (pace === 'full') writeFileSync(RESULTS, toText(figures, notes))
}

function toText(figures: readonly Figure[], notes: readonly string[]): string {
  return `# What it costs as a Worker

Written by \`npm run bench:worker\` on ${new Date().toISOString().slice(0, 10)}; every figure from that one run. Only the ratios carry over to other machines.

${notes.map((note) => `- ${note}`).join('\n')}

${toMarkdown(figures)}
`
}

const missing = missingTools()
for (const sentence of missing) console.error(sentence)
if (missing.length > 0) process.exitCode = 2
else {
  pinHere(LOAD_CORE)
  await run(process.argv.includes('--quick') ? 'quick' : 'full')
}
