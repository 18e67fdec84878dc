import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import type { Settings } from '../../model/settings.ts'
import { openKeptAccounts } from '../../runtimes/node/check-here.ts'
import { loadNodeSettings, locateNodeState, type ProcessFacts } from '../../runtimes/node/files/load-node-settings.ts'
import { findUnwritable } from '../../runtimes/node/files/writable-state.ts'
import { readSecretStatus } from '../../runtimes/node/secret-status.ts'
import { lookAtAccounts } from '../../stores/sqlite/look-at-accounts.ts'
import { StoreError } from '../../stores/store-error.ts'
import { type Command, FAILED, FINE, type Invocation, JSON_FLAG, refuseUsage, viewOf, WRONG } from '../command.ts'
import { askWhatIsServed, examineSettings, toAskerOf } from '../doctor/examined.ts'
import { type Finding, note, wrong } from '../doctor/finding.ts'
import { inspectAccounts, inspectServedAccounts } from '../doctor/inspect-accounts.ts'
import { inspectDatabase } from '../doctor/inspect-database.ts'
import { inspectListen } from '../doctor/inspect-listen.ts'
import { inspectServer } from '../doctor/inspect-server.ts'
import { inspectPermissions, inspectSettings, inspectVault, inspectWritable } from '../doctor/inspect-state.ts'
import { inspectVendors } from '../doctor/inspect-vendors.ts'
import { findAnnounced } from '../find-server.ts'
import { toState, toneOfState } from '../look/states.ts'
import { type Column, layOutTable } from '../table.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'checks configuration, state, vault, database, clock, server, vendors and accounts',
  usage: ['doctor [--offline]'],
  flags: [
    { name: 'offline', takes: 'nothing', help: 'asks no vendor: leaves out clock, vendors and accounts' },
    JSON_FLAG,
    ...LOCATION_FLAGS,
  ],
  notes: ['Exit status: 0 all is well, 1 something is wrong, 2 a start would be refused.'],
  async run(invocation) {
    const { terminal, flags, words } = invocation
    if (words.length > 0) return refuseUsage(terminal, 'doctor', `${words[0]} is not known`)
    const facts: ProcessFacts = { flags: locationOf(flags), env: terminal.env, defaultLogFormat: 'text' }
    const loaded = loadNodeSettings(facts)
    const examined = loaded.ok
      ? await examine(invocation, facts, loaded.settings)
      : refuseSettings(loaded.sentences, await inspectRunning(locateNodeState(facts).home))
    terminal.progress(null)
    print(invocation, [...(loaded.ok ? loaded.warnings.map(note) : []), ...examined.findings])
    if (examined.isRefused) return WRONG
    return examined.findings.some(({ state }) => state === 'wrong') ? FAILED : FINE
  },
}

interface Examination {
  readonly findings: readonly Finding[]
  /** Whether a start would be refused. */
  readonly isRefused: boolean
}

function refuseSettings(sentences: readonly string[], beside: readonly Finding[] = []): Examination {
  return { findings: [...sentences.map(wrong), ...beside], isRefused: true }
}

/** A server may run although none could be started from this shell. */
async function inspectRunning(home: string): Promise<readonly Finding[]> {
  const announced = findAnnounced(home)
  return announced === null ? [] : [await inspectServer(announced, home)]
}

/** Looks at everything, also behind a running server's back. */
async function examine(invocation: Invocation, facts: ProcessFacts, settings: Settings): Promise<Examination> {
  const { terminal, flags } = invocation
  terminal.progress('looking at the state …')
  const kept = await lookAtAccounts(settings.databasePath).catch((error: unknown) => {
    if (error instanceof StoreError) return error.message
    throw error
  })
  if (typeof kept === 'string') return refuseSettings([...findUnwritable(settings), kept])
  // Before the secret is read, which closes its file by itself.
  const state = [...inspectPermissions(settings), ...inspectWritable(settings)]
  const loaded = loadNodeSettings(facts, await openKeptAccounts(settings, kept))
  if (!loaded.ok) return refuseSettings(loaded.sentences)
  const announced = findAnnounced(settings.home)
  const vault = inspectVault(await readSecretStatus(settings, kept))
  terminal.progress('reading the database …')
  const database = inspectDatabase(settings, { now: announced !== null })
  const server = await inspectServer(announced, settings.home)
  const listening = announced === null ? await inspectListen(settings) : []
  const asker = announced === null ? null : toAskerOf(invocation, announced)
  const told = asker === null ? null : await askWhatIsServed(asker)
  const examined = told?.ok === true ? told.examined : examineSettings(loaded.settings)
  const untold = told?.ok === false ? [told.finding] : []
  const findings = [
    ...inspectSettings(loaded.settings, examined),
    vault,
    ...state,
    ...database,
    server,
    ...listening,
    ...untold,
  ]
  const isRefused = vault.state === 'wrong' || listening.length > 0
  if (flags.has('offline') || isRefused) return { findings, isRefused }
  const onVendor = (done: number, of: number) => terminal.progress(`asking vendors: ${done} of ${of}`)
  const onAccount = (done: number, of: number) => terminal.progress(`asking about accounts: ${done} of ${of}`)
  const used = { outbound: loaded.settings.outbound, accounts: examined.accounts }
  const vendors = await inspectVendors(used, onVendor)
  if (asker === null) {
    return { findings: [...findings, ...vendors, ...(await inspectAccounts(loaded.settings, onAccount))], isRefused }
  }
  const accounts = told?.ok === true ? await inspectServedAccounts(asker, examined.accounts, onAccount) : []
  return { findings: [...findings, ...vendors, ...accounts], isRefused }
}

/** `--offline` is no setting of the server's. */
function locationOf(flags: Invocation['flags']): ReadonlyMap<string, string> {
  return new Map([...flags].filter(([name]) => LOCATION_FLAGS.some((known) => known.name === name)))
}

function print(invocation: Invocation, findings: readonly Finding[]): void {
  const { terminal, flags } = invocation
  if (flags.has('json')) {
    terminal.out(JSON.stringify({ items: findings, next: null }, null, 2))
    return
  }
  const view = viewOf(invocation)
  const columns: readonly Column<Finding>[] = [
    { title: 'STATE', cell: ({ state }) => toState(state, view), tone: ({ state }) => toneOfState(state) },
    // A sentence of somebody else's may have lines of its own.
    { title: 'WHAT', cell: ({ what }) => what.replaceAll(/\s+/g, ' ') },
  ]
  // The terminal breaks the lines itself: a sentence that is cut does not say what to do.
  for (const line of layOutTable(columns, findings, { ...view, width: null })) terminal.out(line)
}
