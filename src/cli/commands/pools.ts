import type { FlagSpec } from '../../config/parse-flags.ts'
import { STRATEGIES } from '../../model/pool.ts'
import { askGateway } from '../ask-gateway.ts'
import { askForList, tellFailure } from '../ask-server.ts'
import { numberColumn, textColumn } from '../columns.ts'
import { type Command, FINE, type Invocation, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { toDuration } from '../look/times.ts'
import { isForPeople, type View } from '../look/view.ts'
import { type Listing, printList } from '../print-list.ts'
import { type Column, layOutPairs } from '../table.ts'
import { readPoolChange } from '../pool-change.ts'

const LISTING: Listing = { empty: 'no pools', columns: columnsFor }

/** What `pools set` takes; the rest is what every command takes. */
const SET_FLAGS: readonly FlagSpec[] = [
  { name: 'strategy', takes: 'value', help: `one of ${STRATEGIES.join(', ')}`, values: STRATEGIES },
  { name: 'window-size', takes: 'value', help: 'minutes, for time-window' },
  { name: 'session-duration-ms', takes: 'value', help: 'length of a session' },
  {
    name: 'session-scope',
    takes: 'value',
    help: 'what a session binds: pool, client or conversation',
    values: ['pool', 'client', 'conversation'],
  },
  { name: 'max-hold-ms', takes: 'value', help: 'for headroom: how long a call may wait for room; 0 is not at all' },
  { name: 'max-utilization', takes: 'value', help: 'share of each limit that may be used, above 0 up to 1' },
  {
    name: 'allow-overage',
    takes: 'value',
    help: 'whether accounts go on into paid overage: true or false',
    values: ['true', 'false'],
  },
]

export const pools: Command = {
  name: 'pools',
  summary: 'lists the pools and their strategies; shows and changes one',
  usage: ['pools [list]', 'pools show NAME', 'pools set NAME --strategy STRATEGY'],
  flags: [...SET_FLAGS, JSON_FLAG, ...SERVER_FLAGS],
  actions: ['list', 'show', 'set'],
  names: 'pools',
  async run(invocation) {
    const { terminal, words, flags } = invocation
    const [action = 'list', name, stray] = words
    const refuse = (why: string) => refuseUsage(terminal, 'pools', why)
    if (action !== 'list' && action !== 'show' && action !== 'set') return refuse(`${action} is not known`)
    const odd = SET_FLAGS.find((flag) => action !== 'set' && flags.has(flag.name))
    if (odd !== undefined) return refuse(`--${odd.name} is for pools set`)
    if (action === 'list') return name === undefined ? list(invocation) : refuse(`${name} is not known`)
    if (name === undefined) return refuse('name one pool')
    if (stray !== undefined) return refuse(`${stray} is not known`)
    return action === 'show' ? show(invocation, name) : set(invocation, name)
  },
}

async function list(invocation: Invocation): Promise<number> {
  const answer = await askForList(invocation, '/api/pools', askGateway)
  return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
}

async function show(invocation: Invocation, name: string): Promise<number> {
  const answer = await askGateway(invocation, { method: 'GET', path: toPath(name) })
  return answer.ok ? print(invocation, answer.body) : tellFailure(invocation.terminal, answer)
}

/** From the next request on, without a restart. */
async function set(invocation: Invocation, name: string): Promise<number> {
  const { terminal, flags } = invocation
  const read = readPoolChange(flags)
  if (!read.ok) return refuseUsage(terminal, 'pools', read.why)
  const answer = await askGateway(invocation, { method: 'PATCH', path: toPath(name), body: read.change })
  return answer.ok ? print(invocation, answer.body) : tellFailure(terminal, answer)
}

function print(invocation: Invocation, pool: unknown): number {
  const { terminal, flags } = invocation
  if (flags.has('json')) {
    terminal.out(JSON.stringify(pool, null, 2))
    return FINE
  }
  const pairs = columnsFor(viewOf(invocation)).map(({ title, cell }) => [title.toLowerCase(), cell(pool)] as const)
  for (const line of layOutPairs(pairs)) terminal.out(line)
  return FINE
}

function toPath(name: string): string {
  return `/api/pools/${encodeURIComponent(name)}`
}

function columnsFor(view: View): readonly Column<unknown>[] {
  return [
    textColumn('NAME', 'name'),
    textColumn('SERVES', 'enabled'),
    textColumn('STRATEGY', 'strategy'),
    numberColumn('ACCOUNTS', 'totalAccounts'),
    numberColumn('ACTIVE', 'activeAccounts'),
    { title: 'WINDOW', align: 'right', rank: 2, cell: (item) => withUnit(fieldNumber(item, 'window_size'), ' min') },
    { title: 'SESSION', align: 'right', cell: (item) => toLength(fieldNumber(item, 'session_duration_ms'), view) },
    textColumn('SCOPE', 'session_scope'),
    { title: 'HOLD', align: 'right', rank: 1, cell: (item) => withUnit(fieldNumber(item, 'max_hold_ms'), ' ms') },
    { title: 'MAX USE', align: 'right', rank: 1, cell: (item) => fieldText(item, 'max_utilization') },
    { ...textColumn('OVERAGE', 'allow_overage'), rank: 1 },
  ]
}

function toLength(ms: number | null, view: View): string {
  if (ms === null) return '-'
  return isForPeople(view) ? toDuration(ms) : `${Math.round(ms / 600) / 100} min`
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? '-' : `${value}${unit}`
}
