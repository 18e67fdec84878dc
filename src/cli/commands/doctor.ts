import { existsSync } from 'node:fs'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import { LOCATION_FLAGS } from '../../config/parse-flags.ts'
import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import { loadNodeSettings } from '../../runtimes/node/files/load-node-settings.ts'
import { type Command, FAILED, FINE, JSON_FLAG, refuseUsage, type Terminal, WRONG } from '../command.ts'
import { announcedUrl } from '../find-server.ts'
import { layOutTable } from '../table.ts'

interface Finding {
  readonly state: 'ok' | 'note' | 'wrong'
  readonly what: string
}

const TIMEOUT_MS = 5_000

export const doctor: Command = {
  name: 'doctor',
  summary: 'checks the configuration, the state folder and the running server',
  usage: ['doctor'],
  flags: [JSON_FLAG, ...LOCATION_FLAGS],
  async run({ terminal, flags, words }) {
    if (words.length > 0) return refuseUsage(terminal, 'doctor', `${words[0]} is not known`)
    const loaded = loadNodeSettings({ flags, env: terminal.env, defaultLogFormat: 'text' })
    const findings = loaded.ok
      ? [
          ...loaded.warnings.map((what): Finding => ({ state: 'note', what })),
          ...inspectSettings(loaded.settings),
          await inspectServer(loaded.settings),
        ]
      : loaded.sentences.map((what): Finding => ({ state: 'wrong', what }))
    print(terminal, findings, flags)
    if (!loaded.ok) return WRONG
    return findings.some((finding) => finding.state === 'wrong') ? FAILED : FINE
  },
}

function inspectSettings(settings: Settings): readonly Finding[] {
  const { home, databasePath, accounts, loadBalancer, listen, adminKey } = settings
  const balanced = accounts.filter((account) => account.pool === BALANCED_POOL).length
  const findings: Finding[] = [
    { state: 'ok', what: `Node ${process.versions.node}` },
    { state: 'ok', what: `state folder ${home}` },
    { state: 'ok', what: `database ${databasePath}${existsSync(databasePath) ? '' : ', made at the first start'}` },
    {
      state: accounts.length === 0 ? 'note' : 'ok',
      what: `${accounts.length} accounts, ${balanced} of them in pool ${BALANCED_POOL}`,
    },
  ]
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
  const url = announcedUrl(settings.home)
  if (url === null) return { state: 'note', what: 'no server runs with this state folder' }
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.arrayBuffer()
    if (response.ok) return { state: 'ok', what: `the server at ${url} can serve` }
    return {
      state: 'wrong',
      what: `the server at ${url} cannot serve now (${response.status}): see claudeflare accounts`,
    }
  } catch {
    return { state: 'wrong', what: `the server at ${url} does not answer` }
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
