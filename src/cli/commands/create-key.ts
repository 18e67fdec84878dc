import { randomBytes } from 'node:crypto'
import { budgetsOf } from '../../accounts/budgets-of.ts'
import { createKeyLimits } from '../../accounts/key-limits.ts'
import { mintClientKey } from '../../accounts/mint-client-key.ts'
import { toKeyRow } from '../../admin/key-view.ts'
import type { KeyScope } from '../../model/client-key.ts'
import type { Settings } from '../../model/settings.ts'
import { sha256 } from '../../runtimes/node/files/load-node-settings.ts'
import type { Store } from '../../stores/store.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { toCommandLineEntry } from '../command-line-entry.ts'
import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'
import type { KeyWishes } from '../key-wishes.ts'
import { readWishes, toKeyBody } from '../key-wishes.ts'
import { hasServer } from '../find-server.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'

/** The first key must be an admin key: with it open mode ends, and nobody else could make another. */
const FIRST_SCOPES: readonly KeyScope[] = ['admin', 'call']
const NEXT_SCOPES: readonly KeyScope[] = ['call']
const FIRST = 'the first key must be an admin key that does not expire: --scope admin,call'

type Created = { readonly kind: 'created'; readonly key: unknown } | { readonly kind: 'refused'; readonly why: string }

/** `keys create`: through the running server where there is one, else straight into its state. */
export async function createKey(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  if (words.length > 2) return refuseUsage(terminal, 'keys', `${words[2]} is not known`)
  const named = flags.get('name')
  if (words[1] !== undefined && named !== undefined) {
    return refuseUsage(terminal, 'keys', `the key is named twice: ${words[1]}, and --name ${named}`)
  }
  const read = readWishes(flags, words[1], Date.now())
  if (!read.ok) return refuseUsage(terminal, 'keys', read.why)
  const { wishes } = read
  if (hasServer(invocation)) return createOverApi(invocation, wishes)
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, (store) => createInStore(store, settings, wishes))
  switch (used.kind) {
    case 'held':
      return createOverApi(invocation, wishes)
    case 'failed':
      terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  if (used.value.kind === 'refused') return refuseUsage(terminal, 'keys', used.value.why)
  return show(invocation, used.value.key)
}

async function createInStore(store: Store, settings: Settings, wishes: KeyWishes): Promise<Created> {
  const stored = await store.keys.list()
  const isFirst = stored.length === 0 && settings.adminKey === null
  const scopes = wishes.scopes ?? (isFirst ? FIRST_SCOPES : NEXT_SCOPES)
  if (isFirst && !mayBeFirst(scopes, wishes)) return { kind: 'refused', why: FIRST }
  const pools = settings.pools.map(({ name }) => name)
  const unknown = wishes.pools.find((pool) => !pools.includes(pool))
  if (unknown !== undefined) {
    return { kind: 'refused', why: `there is no pool ${JSON.stringify(unknown)}; there are ${pools.join(', ')}` }
  }
  const now = Date.now()
  const sources = { random: (length: number) => randomBytes(length), hash: sha256, now }
  const { key, record } = mintClientKey({ ...wishes, scopes }, sources)
  await store.keys.insert(record)
  const detail = JSON.stringify({ name: record.name, scopes: record.scopes })
  await store.audit.record(toCommandLineEntry('key.create', record.id, detail))
  const limits = createKeyLimits({ kept: [], timeZone: () => settings.timeZone, onSpend: () => {} })
  return { kind: 'created', key: { ...toKeyRow(record, budgetsOf([record], limits, now)), key } }
}

async function createOverApi(invocation: Invocation, wishes: KeyWishes): Promise<number> {
  const { terminal } = invocation
  const list = await askServer(invocation, { method: 'GET', path: '/api/keys' })
  if (!list.ok) return tellFailure(terminal, list)
  const hasCredential = (terminal.env['CLAUDEFLARE_KEY'] ?? terminal.env['CLAUDEFLARE_ADMIN_KEY'] ?? '') !== ''
  const isFirst = fieldList(list.body, 'items').length === 0 && !hasCredential
  const scopes = wishes.scopes ?? (isFirst ? FIRST_SCOPES : NEXT_SCOPES)
  if (isFirst && !mayBeFirst(scopes, wishes)) return refuseUsage(terminal, 'keys', FIRST)
  const answer = await askServer(invocation, { method: 'POST', path: '/api/keys', body: toKeyBody(wishes, scopes) })
  return answer.ok ? show(invocation, answer.body) : tellFailure(terminal, answer)
}

function mayBeFirst(scopes: readonly KeyScope[], { expiresAt }: KeyWishes): boolean {
  return scopes.includes('admin') && expiresAt === null
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
