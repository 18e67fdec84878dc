import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plan } from './options.ts'
import { HELP, parseOptions } from './options.ts'
import { measureChoiceCost } from './choice-cost.ts'
import { runJobs } from './jobs.ts'
import { measureMemory } from './memory.ts'
import { toSvg } from './plot.ts'
import { toPlots } from './plots.ts'
import { toCells, toJobs } from './results.ts'
import { toStanding, toTables } from './table.ts'

const RESULTS = fileURLToPath(new URL('../quality-results.md', import.meta.url))
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))

async function run(plan: Plan): Promise<void> {
  const began = performance.now()
  const jobs = toJobs(plan)
  const figures = await runJobs(
    plan.worlds.map(({ world }) => world),
    jobs,
    {
      threads: plan.threads,
      onDone(done) {
        if (done % 100 === 0) console.error(`  ${done} of ${jobs.length} runs`)
      },
    },
  )
  const cells = toCells(plan, figures)
  const parts = [toStanding(plan.worlds, cells), toTables(plan.worlds, cells)]
  if (plan.extent === 'whole') parts.splice(1, 0, toCosts())
  const text = parts.filter((part) => part !== '').join('\n\n')
  console.log(text)
  console.error(`  ${((performance.now() - began) / 1_000).toFixed(0)} s, median of ${plan.seeds} seeds`)
  if (plan.extent === 'part') return
  writeFileSync(RESULTS, toPage(text, plan))
  for (const [name, plot] of toPlots(plan.worlds, cells)) writeFileSync(`${DOCS}headroom-${name}.svg`, toSvg(plot))
}

function toCosts(): string {
  const { accounts, conversations, choiceNs, restNs } = measureChoiceCost()
  const bytes = measureMemory()
  const many = conversations.toLocaleString('en')
  return `## What it costs

- ${(choiceNs / 1_000).toFixed(2)} µs of CPU time for one choice (≤ 3 µs), and ${(restNs / 1_000).toFixed(2)} µs for its answer and its end, with ${accounts.toLocaleString('en')} accounts and ${many} live conversations
- ${(bytes / 1e6).toFixed(1)} MB for ${many} conversations (≤ 40 MB)`
}

function toPage(text: string, { seeds }: Plan): string {
  return `# How well it chooses

Written by \`npm run bench:quality\` on ${new Date().toISOString().slice(0, 10)}; medians of ${seeds} seeds, each six hours of virtual time, noon in the middle, of which the first ten minutes are not counted. The same seed brings the same conversations to every strategy. Load 1 offers as much output as the vendors leave to the pool at that time: what somebody unseen uses is not the pool's, and where limits are cut in half, half as many conversations begin from then on (those that are under way go on). The bound, \`omniscient\`, sees the vendors' true counters and the true size of every call.

${text}
`
}

const options = parseOptions(process.argv.slice(2))
switch (options.kind) {
  case 'help':
    console.log(HELP)
    break
  case 'refused':
    console.error(options.message)
    process.exitCode = 2
    break
  case 'run':
    await run(options)
    break
}
