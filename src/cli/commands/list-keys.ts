import { budgetsOf } from '../../accounts/budgets-of.ts'
import { createKeyLimits } from '../../accounts/key-limits.ts'
import { toKeyRow } from '../../admin/key-view.ts'
import { askForList, tellFailure } from '../ask-server.ts'
import { FAILED, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { fieldMoment, fieldText } from '../fields.ts'
import { tellLimits, tellSpent } from '../key-cells.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'
import { type Listing, printList } from '../print-list.ts'

const LISTING: Listing = {
  empty: 'no client keys: the gateway serves this machine only; claudeflare keys create --name NAME makes one',
  columns: [
    { title: 'ID', cell: (item) => fieldText(item, 'id') },
    { title: 'NAME', cell: (item) => fieldText(item, 'name') },
    { title: 'SCOPES', cell: (item) => fieldText(item, 'scopes') },
    { title: 'POOLS', cell: (item) => fieldText(item, 'pools') },
    { title: 'MODELS', cell: (item) => fieldText(item, 'models') },
    { title: 'LIMITS', cell: tellLimits },
    { title: 'SPENT (UTC)', cell: tellSpent },
    { title: 'CREATED (UTC)', cell: (item) => fieldMoment(item, 'created_at') },
    { title: 'EXPIRES (UTC)', cell: (item) => fieldMoment(item, 'expires_at') },
    { title: 'LAST USED (UTC)', cell: (item) => fieldMoment(item, 'last_used_at') },
  ],
}

/** `keys list`: from the running server where there is one, else from its state. */
export async function listKeys(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  if (words.length > 1) return refuseUsage(terminal, 'keys', `${words[1]} is not known`)
  if (flags.has('url') || (terminal.env['CLAUDEFLARE_URL'] ?? '') !== '') return listOverApi(invocation)
  const settings = loadForCommand(invocation)
  if (settings === null) return WRONG
  const used = await withOfflineStore(settings, async (store) => ({
    keys: await store.keys.list(),
    kept: await store.keys.spends(),
  }))
  switch (used.kind) {
    case 'held':
      return listOverApi(invocation)
    case 'failed':
      terminal.err(`claudeflare: ${used.why}`)
      return FAILED
    case 'done':
      break
  }
  const { keys, kept } = used.value
  const limits = createKeyLimits({ kept, timeZone: () => settings.timeZone, onSpend: () => {} })
  const budgets = budgetsOf(keys, limits, Date.now())
  const items = keys.map((key) => toKeyRow(key, budgets))
  return printList(invocation, { items, next: null }, LISTING)
}

async function listOverApi(invocation: Invocation): Promise<number> {
  const answer = await askForList(invocation, '/api/keys')
  return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
}
