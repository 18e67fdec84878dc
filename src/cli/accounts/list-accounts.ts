import { askForList, tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { amountColumn, momentColumn, numberColumn, stateColumn, textColumn } from '../columns.ts'
import type { Invocation } from '../command.ts'
import { fieldList } from '../fields.ts'
import { isForPeople, type View } from '../look/view.ts'
import { printList } from '../print-list.ts'
import { tightestLimit, tightestOf, toGauge, toneOfLimit } from './tightest.ts'
import type { Column } from '../table.ts'

const EMPTY =
  'no accounts: claudeflare accounts add adds one; keys can also stand in LOAD_BALANCER_API_KEYS or the config file'

/** `accounts [list]`: as the running server sees them; where none runs, as they are kept. */
export async function listAccounts(invocation: Invocation): Promise<number> {
  const answer = await askForList(invocation, '/api/accounts', askGateway)
  if (!answer.ok) return tellFailure(invocation.terminal, answer)
  const items = fieldList(answer.body, 'items')
  return printList(invocation, answer.body, { columns: (view) => columnsFor(items, view), empty: EMPTY })
}

function columnsFor(items: readonly unknown[], view: View): readonly Column<unknown>[] {
  /** Each only where some account has one. */
  const told = (columns: readonly Column<unknown>[]) =>
    columns.filter(({ cell }) => items.some((item) => cell(item) !== '-'))
  const caps = [
    numberColumn('MAX IN FLIGHT', 'max_in_flight'),
    numberColumn('MAX USE', 'max_utilization'),
    textColumn('QUOTA GROUP', 'quota_group'),
  ]
  const token = { ...momentColumn('TOKEN ENDS', 'token.expiresAt', view), rank: 5 }
  return [
    textColumn('NAME', 'name'),
    textColumn('POOL', 'pool'),
    { ...textColumn('PROVIDER', 'provider'), rank: 3 },
    { ...textColumn('KIND', 'kind'), rank: 8 },
    { ...textColumn('KEY', 'maskedKey'), rank: 6 },
    { ...numberColumn('WEIGHT', 'weight'), rank: 7 },
    ...told(caps).map((column) => ({ ...column, rank: 9 })),
    stateColumn('STATE', 'state', view),
    { ...textColumn('REASON', 'reason'), rank: 1 },
    { ...momentColumn('UNTIL', 'until', view), rank: 1 },
    ...told([roomColumn(view), token]),
    { ...amountColumn('REQUESTS', 'requests', view), rank: 4 },
    { ...amountColumn('FAILURES', 'failures', view), rank: 4 },
    { ...momentColumn('LAST USED', 'lastUsed', view), rank: 2 },
  ]
}

function roomColumn(view: View): Column<unknown> {
  return {
    title: 'ROOM',
    whole: true,
    cell(item) {
      const words = tightestOf(item, view.now)
      return words === '-' || !isForPeople(view) ? words : `${toGauge(tightestLimit(item))} ${words}`
    },
    tone: (item) => toneOfLimit(tightestLimit(item)),
  }
}
