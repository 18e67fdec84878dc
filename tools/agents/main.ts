import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { AGENTS } from './agents.ts'
import { runTrial } from './run-trial.ts'
import { TRIALS } from './trials.ts'

/**
 * `npm run try:agents`: agents' command lines, as npm has them, against the gateway and simulated vendors. Installs some
 * gigabytes into a temporary folder; `--installed FOLDER` takes one where they are already.
 *
 *     npm run try:agents -- --agent claude --trial breaks       those whose names begin so
 *     CONFORMANCE_RUNTIME=workerd npm run try:agents            the Worker that `npm run build:worker` made
 */
const { values } = parseArgs({
  options: { agent: { type: 'string' }, trial: { type: 'string' }, installed: { type: 'string' } },
})
const agents = AGENTS.filter(({ name }) => name.startsWith(values.agent ?? ''))
const trials = TRIALS.filter(({ name }) => name.startsWith(values.trial ?? ''))
const folder = values.installed ?? (await mkdtemp(join(tmpdir(), 'cf-agents-')))
if (values.installed === undefined) {
  const packages = [...new Set(agents.map((agent) => agent.package))]
  process.stdout.write(`installing ${packages.join(', ')}\n`)
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...packages])
}
let failed = 0
for (const agent of agents) {
  for (const trial of trials) {
    const { isGood, seconds, asked, words } = await runTrial(join(folder, 'node_modules/.bin'), agent, trial)
    if (!isGood) failed += 1
    const columns = [
      isGood ? 'ok' : 'NOT OK',
      agent.name.padEnd(19),
      trial.name.padEnd(22),
      `${seconds.toFixed(1)} s`.padStart(7),
    ]
    process.stdout.write(`${columns.join('  ')}  ${String(asked).padStart(2)} asked  ${words}\n`)
  }
}
if (values.installed === undefined) await rm(folder, { recursive: true, force: true })
process.exitCode = failed === 0 ? 0 : 1
