import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { nodeRuntime } from '../../test/harness/node-runtime.ts'
import type { Figure } from '../figure.ts'
import { standingOf } from '../figure.ts'
import { describeHost } from '../machine.ts'
import { toMarkdown, toTerminal } from '../report.ts'
import { fillStore } from './fill.ts'
import { FULL_ROWS, HELP, parseStoreOptions } from './options.ts'
import type { StoreOptions } from './options.ts'
import { measurePages } from './pages.ts'
import { measureWriter } from './writer.ts'
import { createAccounts } from './world.ts'

/** `npm run bench:store`: how long pages take over a store of ten million requests. */

const RESULTS = fileURLToPath(new URL('../store-results.md', import.meta.url))
const DAYS = 30

const say = (line: string): void => console.error(`  ${line}`)

async function run({ rows, accounts, keep }: Extract<StoreOptions, { kind: 'run' }>): Promise<number> {
  const home = keep ?? mkdtempSync(join(tmpdir(), 'claudeflare-store-'))
  const file = join(home, 'claudeflare.db')
  try {
    const notes = describeHost()
    if (existsSync(file)) say(`${file} is there: it is measured as it is`)
    else {
      const began = performance.now()
      fillStore(home, { rows, days: DAYS, until: Date.now(), accounts: createAccounts(accounts) }, say)
      notes.push(`filled in ${((performance.now() - began) / 60_000).toFixed(1)} minutes`)
    }
    notes.push(describeStore(file))
    const figures = await measure(home)
    notes.push(measureWriter(file))
    if (rows >= FULL_ROWS && accounts === 20) writeResults(figures, notes)
    console.log([...notes, '', toTerminal(figures)].join('\n'))
    return figures.filter((figure) => standingOf(figure) === 'missed').length
  } finally {
    if (keep === null) rmSync(home, { recursive: true, force: true })
  }
}

async function measure(home: string): Promise<readonly Figure[]> {
  await using gateway = await nodeRuntime.start({ home, env: { LOG_LEVEL: 'warn' } })
  return await measurePages(gateway.url, say)
}

function describeStore(file: string): string {
  using database = new DatabaseSync(file, { readOnly: true })
  const count = (table: string): number =>
    Number(database.prepare(`select count(*) as n from ${table}`).get()?.['n'] ?? 0)
  const accounts = count("(select distinct account_id from rollup_groups where account_id <> '')")
  const gigabytes = (statSync(file).size / 1024 ** 3).toFixed(2)
  return `${count('requests').toLocaleString('en')} requests of ${DAYS} days, ${accounts} accounts, ${gigabytes} GB`
}

function writeResults(figures: readonly Figure[], notes: readonly string[]): void {
  writeFileSync(
    RESULTS,
    `# How long pages take

Written by \`npm run bench:store\` on ${new Date().toISOString().slice(0, 10)}; each page asked for 20 times over HTTP of a server with that store, the first time included.

${notes.map((note) => `- ${note}`).join('\n')}

${toMarkdown(figures)}
`,
  )
}

const options = parseStoreOptions(process.argv.slice(2))
switch (options.kind) {
  case 'help':
    console.log(HELP)
    break
  case 'refused':
    console.error(options.message)
    process.exitCode = 2
    break
  case 'run':
    process.exitCode = (await run(options)) === 0 ? 0 : 1
}
