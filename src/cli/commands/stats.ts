import { askServer, tellFailure } from '../ask-server.ts'
import { type Command, FINE, JSON_FLAG, refuseUsage } from '../command.ts'
import { fieldList, fieldMoment, fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { type Column, layOutTable } from '../table.ts'

const POOLS: readonly Column<unknown>[] = [
  { title: 'POOL', cell: (item) => fieldText(item, 'name') },
  { title: 'STRATEGY', cell: (item) => fieldText(item, 'strategy') },
  { title: 'REQUESTS', cell: (item) => fieldText(item, 'totalRequests') },
  { title: 'OK', cell: (item) => fieldText(item, 'successfulRequests') },
  { title: 'FAILED', cell: (item) => fieldText(item, 'failedRequests') },
  { title: 'FAILOVERS', cell: (item) => fieldText(item, 'failovers') },
  { title: 'SESSIONS', cell: (item) => fieldText(item, 'sessions') },
  { title: 'SWITCHES', cell: (item) => fieldText(item, 'switches') },
]

const ACCOUNTS: readonly Column<unknown>[] = [
  { title: 'ACCOUNT', cell: (item) => fieldText(item, 'name') },
  { title: 'POOL', cell: (item) => fieldText(item, 'pool') },
  { title: 'STATE', cell: (item) => fieldText(item, 'state') },
  { title: 'ATTEMPTS', cell: (item) => fieldText(item, 'requests') },
  { title: 'SHARE', cell: (item) => toPercent(fieldNumber(item, 'share')) },
  { title: 'FAILURES', cell: (item) => fieldText(item, 'failures') },
  { title: 'LIMITS', cell: (item) => fieldText(item, 'limitsMet') },
  { title: 'FAILOVERS', cell: (item) => fieldText(item, 'failovers') },
  { title: 'LAST USED (UTC)', cell: (item) => fieldMoment(item, 'lastUsed') },
]

export const stats: Command = {
  name: 'stats',
  summary: 'shows what was asked of whom, per pool and account',
  usage: ['stats'],
  flags: [JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    if (words.length > 0) return refuseUsage(terminal, 'stats', `${words[0]} is not known`)
    const answer = await askServer(invocation, { method: 'GET', path: '/api/stats' })
    if (!answer.ok) return tellFailure(terminal, answer)
    if (flags.has('json')) {
      terminal.out(JSON.stringify(answer.body, null, 2))
      return FINE
    }
    for (const line of layOutTable(POOLS, fieldList(answer.body, 'pools'))) terminal.out(line)
    terminal.out('')
    for (const line of layOutTable(ACCOUNTS, fieldList(answer.body, 'accounts'))) terminal.out(line)
    return FINE
  },
}

function toPercent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`
}
