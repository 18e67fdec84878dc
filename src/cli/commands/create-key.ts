import { randomBytes } from 'node:crypto'
import { mintClientKey } from '../../accounts/mint-client-key.ts'
import { KEY_SCOPES, type KeyScope } from '../../model/client-key.ts'
import type { Settings } from '../../model/settings.ts'
import { sha256 } from '../../runtimes/node/files/load-node-settings.ts'
import type { Store } from '../../stores/store.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { toCommandLineEntry } from '../command-line-entry.ts'
import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'

/** The first key must be an admin key: with it open mode ends, and nobody else could make another. */
const FIRST_SCOPES: readonly KeyScope[] = ['admin', 'call']
const NEXT_SCOPES: readonly KeyScope[] = ['call']

/** What a key is called whose maker did not say. */
const DEFAULT_NAME = 'cli'

interface Wanted {
  readonly name: string
  /** `null` where nothing was said. */
  readonly scopes: readonly KeyScope[] | null
}

/** `keys create`: through the running server where there is one, else straight into its state. */
export async function createKey(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation
  const wanted = readWanted(invocation)
  if (typeof wanted === 'number') return wanted
  if (flags.has('url') || (terminal.env['CLAUDEFLARE_URL'] ?? '') !== '') return createOverApi(invocation, wanted)
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, (store) => createInStore({ store, settings }, wanted))
  switch (used.kind) {
    case 'held':
      return createOverApi(invocation, wanted)
    case 'failed':
      terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  if (used.value === null) return refuseFirst(invocation)
  return show(invocation, used.value)
}

function readWanted({ terminal, flags, words }: Invocation): Wanted | number {
  const name = (flags.get('name') ?? words[1] ?? DEFAULT_NAME).trim()
  if (words.length > 2) return refuseUsage(terminal, 'keys', `${words[2]} is not known`)
  if (name === '' || name.length > 100) {
    return refuseUsage(terminal, 'keys', 'a name has 1 to 100 characters')
  }
  const given = flags.get('scope')
  if (given === undefined) return { name, scopes: null }
  const asked = given.split(',').map((scope) => scope.trim())
  const scopes = KEY_SCOPES.filter((scope) => asked.includes(scope))
  const known: readonly string[] = KEY_SCOPES
  const unknown = asked.find((scope) => !known.includes(scope))
  if (unknown === undefined) return { name, scopes }
  return refuseUsage(terminal, 'keys', `scope ${JSON.stringify(unknown)} is not one of ${KEY_SCOPES.join(', ')}`)
}

async function createInStore(into: { store: Store; settings: Settings }, wanted: Wanted): Promise<unknown> {
  const stored = await into.store.keys.list()
  const isFirst = stored.length === 0 && into.settings.adminKey === null
  const scopes = wanted.scopes ?? (isFirst ? FIRST_SCOPES : NEXT_SCOPES)
  if (isFirst && !scopes.includes('admin')) return null
  const { key, record } = mintClientKey(
    {
      name: wanted.name,
      scopes,
      pools: [],
      models: [],
      expiresAt: null,
      requestsPerMinute: null,
      tokensPerMinute: null,
      budget: null,
    },
    { random: (length) => randomBytes(length), hash: sha256, now: Date.now() },
  )
  await into.store.keys.insert(record)
  const detail = JSON.stringify({ name: record.name, scopes: record.scopes })
  await into.store.audit.record(toCommandLineEntry('key.create', record.id, detail))
  return { id: record.id, name: record.name, scopes: record.scopes, created_at: record.createdAt, key }
}

async function createOverApi(invocation: Invocation, wanted: Wanted): Promise<number> {
  const { terminal } = invocation
  const list = await askServer(invocation, { method: 'GET', path: '/api/keys' })
  if (!list.ok) return tellFailure(terminal, list)
  const hasCredential = (terminal.env['CLAUDEFLARE_KEY'] ?? terminal.env['CLAUDEFLARE_ADMIN_KEY'] ?? '') !== ''
  const isFirst = fieldList(list.body, 'items').length === 0 && !hasCredential
  const scopes = wanted.scopes ?? (isFirst ? FIRST_SCOPES : NEXT_SCOPES)
  if (isFirst && !scopes.includes('admin')) return refuseFirst(invocation)
  const body = { name: wanted.name, scopes }
  const answer = await askServer(invocation, { method: 'POST', path: '/api/keys', body })
  return answer.ok ? show(invocation, answer.body) : tellFailure(terminal, answer)
}

function refuseFirst({ terminal }: Invocation): number {
  return refuseUsage(terminal, 'keys', 'the first key must be an admin key: --scope admin,call')
}

/** The key alone on standard output, so that a script can take it; what a person should know beside it. */
function show({ terminal, flags }: Invocation, created: unknown): number {
  if (flags.has('json')) {
    terminal.out(JSON.stringify(created, null, 2))
    return FINE
  }
  const scopes = fieldList(created, 'scopes').map(String).join(', ')
  terminal.err(`key ${fieldText(created, 'name')} (${fieldText(created, 'id')}), scopes ${scopes}: shown this once`)
  terminal.out(fieldText(created, 'key'))
  return FINE
}
