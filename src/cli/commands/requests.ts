import type { FlagSpec } from '../../config/parse-flags.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { type Command, FINE, type Invocation, JSON_FLAG, refuseUsage } from '../command.ts'
import { fieldList, fieldMoment, fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { type Listing, printList } from '../print-list.ts'
import { layOutTable } from '../table.ts'

const DEFAULT_LIMIT = '20'
const FILTERS: readonly FlagSpec[] = [
  { name: 'limit', takes: 'value', help: `how many, newest first (${DEFAULT_LIMIT})` },
  { name: 'pool', takes: 'value', help: 'of this pool only' },
  { name: 'account', takes: 'value', help: 'answered by this account only' },
  { name: 'model', takes: 'value', help: 'for this model only' },
  { name: 'status', takes: 'value', help: 'answered with this status only' },
  { name: 'since', takes: 'value', help: 'not before this moment (2026-11-22T08:00:00Z)' },
]

const LISTING: Listing = {
  empty: 'no requests',
  columns: [
    { title: 'ID', cell: (item) => fieldText(item, 'id') },
    { title: 'TIME (UTC)', cell: (item) => fieldMoment(item, 'time') },
    { title: 'POOL', cell: (item) => fieldText(item, 'pool') },
    { title: 'MODEL', cell: (item) => fieldText(item, 'model') },
    { title: 'STATUS', cell: (item) => fieldText(item, 'status') },
    { title: 'END', cell: (item) => fieldText(item, 'end') },
    { title: 'ACCOUNT', cell: (item) => fieldText(item, 'account') },
    { title: 'FAILOVERS', cell: (item) => fieldText(item, 'failovers') },
    { title: 'MS', cell: (item) => fieldText(item, 'durationMs') },
    { title: 'IN', cell: (item) => fieldText(item, 'usage.input') },
    { title: 'OUT', cell: (item) => fieldText(item, 'usage.output') },
    { title: 'COST', cell: (item) => toDollars(fieldNumber(item, 'cost')) },
  ],
}

const ATTEMPTS = [
  { title: 'ACCOUNT', cell: (item: unknown) => fieldText(item, 'account') },
  { title: 'WHY', cell: (item: unknown) => fieldText(item, 'reason') },
  { title: 'STARTED MS', cell: (item: unknown) => fieldText(item, 'startedMs') },
  { title: 'TOOK MS', cell: (item: unknown) => fieldText(item, 'tookMs') },
  { title: 'STATUS', cell: (item: unknown) => fieldText(item, 'status') },
  { title: 'RESULT', cell: (item: unknown) => fieldText(item, 'result') },
]

const PASSED_OVER = [
  { title: 'PASSED OVER', cell: (item: unknown) => fieldText(item, 'account') },
  { title: 'WHY', cell: (item: unknown) => fieldText(item, 'why') },
  { title: 'UNTIL (UTC)', cell: (item: unknown) => fieldMoment(item, 'until') },
]

export const requests: Command = {
  name: 'requests',
  summary: 'lists the latest requests; with an ID shows what became of one',
  usage: ['requests', 'requests ID'],
  flags: [...FILTERS, JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    if (words.length > 1) return refuseUsage(terminal, 'requests', 'name one request')
    const [id] = words
    if (id !== undefined) return showOne(invocation, id)
    const query = new URLSearchParams({ limit: DEFAULT_LIMIT })
    for (const { name } of FILTERS) {
      const value = flags.get(name)
      if (value !== undefined) query.set(name, value)
    }
    const answer = await askServer(invocation, { method: 'GET', path: `/api/requests?${query.toString()}` })
    return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(terminal, answer)
  },
}

async function showOne(invocation: Invocation, id: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askServer(invocation, { method: 'GET', path: `/api/requests/${encodeURIComponent(id)}` })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) {
    terminal.out(JSON.stringify(answer.body, null, 2))
    return FINE
  }
  for (const line of layOutTable(LISTING.columns, [answer.body])) terminal.out(line)
  terminal.out('')
  for (const line of layOutTable(ATTEMPTS, fieldList(answer.body, 'attempts'))) terminal.out(line)
  const passedOver = fieldList(answer.body, 'passedOver')
  if (passedOver.length === 0) return FINE
  terminal.out('')
  for (const line of layOutTable(PASSED_OVER, passedOver)) terminal.out(line)
  return FINE
}

function toDollars(cost: number | null): string {
  return cost === null ? '-' : `$${cost.toFixed(6)}`
}
