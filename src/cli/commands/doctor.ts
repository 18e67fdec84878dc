import { existsSync } from 'node:fs'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import { loadNodeSettings, type ProcessFacts } from '../../runtimes/node/files/load-node-settings.ts'
import { closeStateFiles, findOpenState } from '../../runtimes/node/files/state-files.ts'
import { workerFolder } from '../../runtimes/node/files/worker-folder.ts'
import { findUnwritable } from '../../runtimes/node/files/writable-state.ts'
import { readSecretStatus, type SecretStatus } from '../../runtimes/node/secret-status.ts'
import { lookAtAccounts } from '../../stores/sqlite/look-at-accounts.ts'
import { StoreError } from '../../stores/store-error.ts'
import { type Command, FAILED, FINE, JSON_FLAG, refuseUsage, type Terminal, WRONG } from '../command.ts'
import { type Announced, findAnnounced } from '../find-server.ts'
import { layOutTable } from '../table.ts'

interface Finding {
  readonly state: 'ok' | 'note' | 'wrong'
  readonly what: string
}

const TIMEOUT_MS = 5_000

export const doctor: Command = {
  name: 'doctor',
  summary: 'checks the configuration, the state folder, the vault and the running server',
  usage: ['doctor'],
  flags: [JSON_FLAG, ...LOCATION_FLAGS],
  async run({ terminal, flags, words }) {
    if (words.length > 0) return refuseUsage(terminal, 'doctor', `${words[0]} is not known`)
    const facts: ProcessFacts = { flags, env: terminal.env, defaultLogFormat: 'text' }
    const loaded = loadNodeSettings(facts)
    const examined = loaded.ok ? await examine(facts, loaded.settings) : refuseSettings(loaded.sentences)
    const warnings = loaded.ok ? loaded.warnings.map((what): Finding => ({ state: 'note', what })) : []
    print(terminal, [...warnings, ...examined.findings], flags)
    if (examined.isRefused) return WRONG
    return examined.findings.some((finding) => finding.state === 'wrong') ? FAILED : FINE
  },
}

interface Examined {
  readonly findings: readonly Finding[]
  /** Whether a start would be refused. */
  readonly isRefused: boolean
}

function refuseSettings(sentences: readonly string[]): Examined {
  return { findings: sentences.map((what): Finding => ({ state: 'wrong', what })), isRefused: true }
}

/** Looks at everything, also behind a running server's back. */
async function examine(facts: ProcessFacts, settings: Settings): Promise<Examined> {
  const kept = await lookAtAccounts(settings.databasePath).catch((error: unknown) => {
    if (error instanceof StoreError) return error.message
    throw error
  })
  if (typeof kept === 'string') return refuseSettings([...findUnwritable(settings), kept])
  const stored = kept.accounts.map((account) => ({ stored: account, credential: null }))
  const loaded = loadNodeSettings(facts, stored)
  if (!loaded.ok) return refuseSettings(loaded.sentences)
  const state = [...inspectPermissions(settings), ...inspectWritable(settings)]
  const vault = inspectVault(await readSecretStatus(settings, kept))
  const findings = [...inspectSettings(loaded.settings), vault, ...state, await inspectServer(settings)]
  return { findings, isRefused: vault.state === 'wrong' }
}

function inspectVault({ vault, source, credentials, broken }: SecretStatus): Finding {
  const holds = `the vault, which holds ${credentials === 1 ? '1 credential' : `${credentials} credentials`},`
  switch (vault) {
    case 'empty':
      return { state: 'ok', what: 'the vault holds nothing' }
    case 'opens':
      return { state: 'ok', what: `${holds} opens with the secret of ${source}` }
    case 'opens with the previous secret':
      return { state: 'note', what: `${holds} opens with CLAUDEFLARE_SECRET_PREVIOUS: the next start seals it anew` }
    case 'opens with the next secret':
      return { state: 'note', what: 'a change of the secret was interrupted: the next start finishes it' }
    case 'locked': {
      const why = source === null ? 'there is no secret' : `the secret of ${source} is not the right one`
      return { state: 'wrong', what: `${holds} does not open: ${why}. Put back the one it was sealed with` }
    }
    case 'damaged':
      return { state: 'wrong', what: `the credentials of ${broken.join(', ')} do not open: restore a backup` }
  }
}

/** What can be closed is closed, as at a start. */
function inspectPermissions(settings: Settings): readonly Finding[] {
  const mended = closeStateFiles(settings).map((what): Finding => ({ state: 'note', what }))
  const open = findOpenState(settings).map((what): Finding => ({ state: 'wrong', what }))
  const fine: Finding = { state: 'ok', what: 'the state folder and its files are closed to others' }
  return [...mended, ...(open.length === 0 ? [fine] : open)]
}

function inspectWritable(settings: Settings): readonly Finding[] {
  const found = findUnwritable(settings).map((what): Finding => ({ state: 'wrong', what }))
  return found.length > 0 ? found : [{ state: 'ok', what: 'the state folder and the database can be written to' }]
}

function inspectSettings(settings: Settings): readonly Finding[] {
  const { home, databasePath, accounts, loadBalancer, listen, adminKey } = settings
  const balanced = accounts.filter((account) => account.pool === BALANCED_POOL).length
  const added = accounts.filter((account) => account.source === 'store').length
  const findings: Finding[] = [
    { state: 'ok', what: `Node ${process.versions.node}` },
    { state: 'ok', what: `state folder ${home}` },
    { state: 'ok', what: `database ${databasePath}${existsSync(databasePath) ? '' : ', made at the first start'}` },
    {
      state: accounts.length === 0 ? 'note' : 'ok',
      what: `${accounts.length} accounts, ${balanced} of them in pool ${BALANCED_POOL}, ${added} added by command or API`,
    },
  ]
  for (const { name, needsSignIn } of accounts) {
    if (needsSignIn === null) continue
    findings.push({ state: 'note', what: `account ${name} needs sign-in: claudeflare accounts sign-in ${name}` })
  }
  if (balanced > 0 && !loadBalancer.enabled) {
    findings.push({ state: 'note', what: 'pool lb has accounts but is off: LOAD_BALANCER_ENABLED=true turns it on' })
  }
  if (loadBalancer.enabled && balanced === 0) {
    findings.push({ state: 'note', what: 'pool lb is on but has no accounts: see LOAD_BALANCER_API_KEYS' })
  }
  if (!isLoopbackHost(listen.host) && adminKey === null) {
    const what = `HOST ${listen.host} is reached from other machines: that needs a client key (claudeflare keys create)`
    findings.push({ state: 'note', what })
  }
  return findings
}

async function inspectServer(settings: Settings): Promise<Finding> {
  const announced = findAnnounced(settings.home)
  if (announced === null) return { state: 'note', what: 'no server runs with this state folder' }
  const who = nameServer(announced, settings.home)
  try {
    const response = await fetch(`${announced.url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.arrayBuffer()
    if (response.ok) return { state: 'ok', what: `${who} can serve` }
    return { state: 'wrong', what: `${who} cannot serve now (${response.status}): see claudeflare accounts` }
  } catch {
    return { state: 'wrong', what: `${who} does not answer` }
  }
}

function nameServer({ url, by }: Announced, home: string): string {
  switch (by) {
    case 'serve':
      return `the server at ${url}`
    case 'worker:dev':
      return `worker:dev at ${url}, with its state in ${workerFolder(home)},`
  }
}

function print(terminal: Terminal, findings: readonly Finding[], flags: ReadonlyMap<string, string>): void {
  if (flags.has('json')) {
    terminal.out(JSON.stringify({ items: findings, next: null }, null, 2))
    return
  }
  const columns = [
    { title: 'STATE', cell: (finding: Finding) => finding.state },
    { title: 'WHAT', cell: (finding: Finding) => finding.what },
  ]
  for (const line of layOutTable(columns, findings)) terminal.out(line)
}
