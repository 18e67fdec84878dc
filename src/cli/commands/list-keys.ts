import { budgetsOf } from '../../accounts/budgets-of.ts'
import { createKeyLimits } from '../../accounts/key-limits.ts'
import { toKeyRow } from '../../admin/key-view.ts'
import { askForList, tellFailure } from '../ask-server.ts'
import { FAILED, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { momentColumn, textColumn } from '../columns.ts'
import { isForPeople } from '../look/view.ts'
import { tellLimits, tellSpent } from '../key-cells.ts'
import { hasServer } from '../find-server.ts'
import { loadForCommand } from '../load-for-command.ts'
import { withOfflineStore } from '../offline-store.ts'
import { type Listing, printList } from '../print-list.ts'

const LISTING: Listing = {
  empty: 'no client keys: the gateway serves this machine only; claudeflare keys create NAME makes one',
  columns: (view) => [
    { ...textColumn('ID', 'id'), whole: true },
    textColumn('NAME', 'name'),
    textColumn('SCOPES', 'scopes'),
    { ...textColumn('POOLS', 'pools'), rank: 2 },
    { ...textColumn('MODELS', 'models'), rank: 3 },
    { title: 'LIMITS', cell: tellLimits },
    { title: isForPeople(view) ? 'SPENT' : 'SPENT (UTC)', cell: (item) => tellSpent(item, view) },
    { ...momentColumn('CREATED', 'created_at', view), rank: 4 },
    momentColumn('EXPIRES', 'expires_at', view),
    { ...momentColumn('LAST USED', 'last_used_at', view), rank: 1 },
  ],
}

/** `keys list`: from the running server where there is one, else from its state. */
export async function listKeys(invocation: Invocation): Promise<number> {
  const { terminal, words } = invocation
  if (words.length > 1) return refuseUsage(terminal, 'keys', `${words[1]} is not known`)
  if (hasServer(invocation)) return listOverApi(invocation)
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
