import { askForList, tellFailure } from '../ask-server.ts'
import { type Command, JSON_FLAG, refuseUsage } from '../command.ts'
import { fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { type Listing, printList } from '../print-list.ts'

const LISTING: Listing = {
  empty: 'no pools',
  columns: [
    { title: 'NAME', cell: (item) => fieldText(item, 'name') },
    { title: 'SERVES', cell: (item) => fieldText(item, 'enabled') },
    { title: 'STRATEGY', cell: (item) => fieldText(item, 'strategy') },
    { title: 'ACCOUNTS', cell: (item) => fieldText(item, 'totalAccounts') },
    { title: 'ACTIVE', cell: (item) => fieldText(item, 'activeAccounts') },
    { title: 'WINDOW', cell: (item) => withUnit(fieldNumber(item, 'window_size'), ' min') },
    { title: 'SESSION', cell: (item) => withUnit(toMinutes(fieldNumber(item, 'session_duration_ms')), ' min') },
    { title: 'SCOPE', cell: (item) => fieldText(item, 'session_scope') },
    { title: 'HOLD', cell: (item) => withUnit(fieldNumber(item, 'max_hold_ms'), ' ms') },
    { title: 'MAX USE', cell: (item) => fieldText(item, 'max_utilization') },
    { title: 'OVERAGE', cell: (item) => fieldText(item, 'allow_overage') },
  ],
}

export const pools: Command = {
  name: 'pools',
  summary: 'lists the pools and their strategies',
  usage: ['pools'],
  flags: [JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const [word, extra] = invocation.words
    const stray = word === 'list' ? extra : word
    if (stray !== undefined) return refuseUsage(invocation.terminal, 'pools', `${stray} is not known`)
    const answer = await askForList(invocation, '/api/pools')
    return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(invocation.terminal, answer)
  },
}

function toMinutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 600) / 100
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? '-' : `${value}${unit}`
}
