import { askForList, tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import type { Invocation } from '../command.ts'
import { fieldList, fieldMoment, fieldText } from '../fields.ts'
import { printList } from '../print-list.ts'
import { tightestOf } from './tightest.ts'
import type { Column } from '../table.ts'

const EMPTY =
  'no accounts: claudeflare accounts add adds one; keys can also stand in LOAD_BALANCER_API_KEYS or the config file'

const WHAT: readonly Column<unknown>[] = [
  { title: 'NAME', cell: (item) => fieldText(item, 'name') },
  { title: 'POOL', cell: (item) => fieldText(item, 'pool') },
  { title: 'PROVIDER', cell: (item) => fieldText(item, 'provider') },
  { title: 'KIND', cell: (item) => fieldText(item, 'kind') },
  { title: 'KEY', cell: (item) => fieldText(item, 'maskedKey') },
  { title: 'WEIGHT', cell: (item) => fieldText(item, 'weight') },
]
const HOW: readonly Column<unknown>[] = [
  { title: 'STATE', cell: (item) => fieldText(item, 'state') },
  { title: 'REASON', cell: (item) => fieldText(item, 'reason') },
  { title: 'UNTIL (UTC)', cell: (item) => fieldMoment(item, 'until') },
]
/** Each only where some account has one. */
const ROOM: Column<unknown> = { title: 'ROOM', cell: (item) => tightestOf(item, Date.now()) }
const TOKEN: Column<unknown> = {
  title: 'TOKEN ENDS (UTC)',
  cell: (item) => fieldMoment(item, 'token.expiresAt'),
}
const CAPS: readonly Column<unknown>[] = [
  { title: 'MAX IN FLIGHT', cell: (item) => fieldText(item, 'max_in_flight') },
  { title: 'MAX USE', cell: (item) => fieldText(item, 'max_utilization') },
  { title: 'QUOTA GROUP', cell: (item) => fieldText(item, 'quota_group') },
]
const COUNTS: readonly Column<unknown>[] = [
  { title: 'REQUESTS', cell: (item) => fieldText(item, 'requests') },
  { title: 'FAILURES', cell: (item) => fieldText(item, 'failures') },
  { title: 'LAST USED (UTC)', cell: (item) => fieldMoment(item, 'lastUsed') },
]

/** `accounts [list]`: as the running server sees them; where none runs, as they are kept. */
export async function listAccounts(invocation: Invocation): Promise<number> {
  const answer = await askForList(invocation, '/api/accounts', askGateway)
  if (!answer.ok) return tellFailure(invocation.terminal, answer)
  const items = fieldList(answer.body, 'items')
  const told = (columns: readonly Column<unknown>[]) =>
    columns.filter(({ cell }) => items.some((item) => cell(item) !== '-'))
  const columns = [...WHAT, ...told(CAPS), ...HOW, ...told([ROOM, TOKEN]), ...COUNTS]
  return printList(invocation, answer.body, { columns, empty: EMPTY })
}
