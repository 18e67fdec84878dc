import type { FlagSpec } from '../../config/parse-flags.ts'
import { STRATEGIES } from '../../model/pool.ts'
import { askGateway } from '../ask-gateway.ts'
import { askForList, type Question, tellFailure } from '../ask-server.ts'
import { numberColumn, textColumn } from '../columns.ts'
import { type Command, FINE, type Invocation, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { toDuration } from '../look/times.ts'
import { isForPeople, type View } from '../look/view.ts'
import { type Listing, printList } from '../print-list.ts'
import { type Column, layOutPairs } from '../table.ts'
import { NOTHING_TO_CHANGE, readPoolFields } from '../pool-change.ts'

const LISTING: Listing = { empty: 'no pools', columns: columnsFor }

/** What `pools add` and `pools set` take; the rest is what every command takes. */
const FIELD_FLAGS: readonly FlagSpec[] = [
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

const ACTIONS = ['list', 'show', 'add', 'set', 'remove'] as const

export const pools: Command = {
  name: 'pools',
  summary: 'lists the pools and their strategies; adds, shows, changes and removes one',
  usage: [
    'pools [list]',
    'pools show NAME',
    'pools add NAME [--strategy STRATEGY]',
    'pools set NAME --strategy STRATEGY',
    'pools remove NAME',
  ],
  flags: [...FIELD_FLAGS, JSON_FLAG, ...SERVER_FLAGS],
  actions: ACTIONS,
  names: 'pools',
  async run(invocation) {
    const { terminal, words, flags } = invocation
    const [given = 'list', name, stray] = words
    const refuse = (why: string) => refuseUsage(terminal, 'pools', why)
    const action = ACTIONS.find((known) => known === given)
    if (action === undefined) return refuse(`${given} is not known`)
    const odd = FIELD_FLAGS.find((flag) => action !== 'add' && action !== 'set' && flags.has(flag.name))
    if (odd !== undefined) return refuse(`--${odd.name} is for pools add and pools set`)
    if (action === 'list') return name === undefined ? list(invocation) : refuse(`${name} is not known`)
    if (name === undefined) return refuse('name one pool')
    if (stray !== undefined) return refuse(`${stray} is not known`)
    switch (action) {
      case 'show':
        return ask(invocation, { method: 'GET', path: toPath(name) })
      case 'remove':
        return remove(invocation, name)
      case 'add':
      case 'set':
        break
    }
    const read = readPoolFields(flags)
    if (!read.ok) return refuse(read.why)
    if (action === 'add') return ask(invocation, { method: 'POST', path: '/api/pools', body: { name, ...read.fields } })
    if (Object.keys(read.fields).length === 0) return refuse(NOTHING_TO_CHANGE)
    return ask(invocation, { method: 'PATCH', path: toPath(name), body: read.fields })
  },
}

async function list(invocation: Invocation): Promise<number> {
  const answer = await askForList(invocation, '/api/pools', askGateway)
  return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
}

/** Asks for a pool, or for a change of one, which holds from the next request on, and shows what it is then. */
async function ask(invocation: Invocation, question: Question): Promise<number> {
  const answer = await askGateway(invocation, question)
  return answer.ok ? print(invocation, answer.body) : tellFailure(invocation.terminal, answer)
}

/** Nobody is asked whether that is meant: one that has accounts, or keys, stays. */
async function remove(invocation: Invocation, name: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askGateway(invocation, { method: 'DELETE', path: toPath(name) })
  if (!answer.ok) return tellFailure(terminal, answer)
  terminal.out(flags.has('json') ? JSON.stringify({ removed: name }) : `${name} is removed`)
  return FINE
}

function print(invocation: Invocation, pool: unknown): number {
  const { terminal, flags } = invocation
  if (flags.has('json')) {
    terminal.out(JSON.stringify(pool, null, 2))
    return FINE
  }
  const view = viewOf(invocation)
  const pairs = columnsFor(view).map(({ title, cell }) => [title.toLowerCase(), cell(pool)] as const)
  for (const line of layOutPairs(pairs, view)) terminal.out(line)
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
