import { askServer, tellFailure } from '../ask-server.ts'
import { amountColumn, momentColumn, numberColumn, percentColumn, stateColumn, textColumn } from '../columns.ts'
import { type Command, FINE, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { fieldList, fieldNumber } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { toAmount, toDollars, toPercent } from '../look/amounts.ts'
import { toDuration } from '../look/times.ts'
import { isForPeople, type View } from '../look/view.ts'
import { wrapTo } from '../look/wrap.ts'
import { type Column, layOutTable } from '../table.ts'
import { tellMissing } from '../tell-missing.ts'

export const stats: Command = {
  name: 'stats',
  summary: 'shows what was asked of whom, per pool and account, and what today came to',
  usage: ['stats'],
  flags: [JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    if (words.length > 0) return refuseUsage(terminal, 'stats', `${words[0]} is not known`)
    const answer = await askServer(invocation, { method: 'GET', path: '/api/stats' })
    if (!answer.ok) return tellFailure(terminal, answer)
    tellMissing(terminal, answer.body)
    if (flags.has('json')) {
      terminal.out(JSON.stringify(answer.body, null, 2))
      return FINE
    }
    const view = viewOf(invocation)
    for (const line of layOutTable(poolColumns(view), fieldList(answer.body, 'pools'), view)) terminal.out(line)
    terminal.out('')
    for (const line of layOutTable(accountColumns(view), fieldList(answer.body, 'accounts'), view)) terminal.out(line)
    // An older server has no such thing: what it has was told.
    const overview = await askServer(invocation, { method: 'GET', path: '/api/overview' })
    if (overview.ok) for (const line of ['', ...wrapTo(tellToday(overview.body, view), view.width)]) terminal.out(line)
    return FINE
  },
}

function poolColumns(view: View): readonly Column<unknown>[] {
  return [
    textColumn('POOL', 'name'),
    textColumn('STRATEGY', 'strategy'),
    amountColumn('REQUESTS', 'totalRequests', view),
    amountColumn('OK', 'successfulRequests', view),
    amountColumn('FAILED', 'failedRequests', view),
    amountColumn('FAILOVERS', 'failovers', view),
    { ...numberColumn('WAITING', 'waiting'), rank: 3 },
    { ...amountColumn('SESSIONS', 'sessions', view), rank: 2 },
    {
      title: isForPeople(view) ? 'MEAN LENGTH' : 'MEAN LENGTH MS',
      align: 'right',
      rank: 2,
      cell(item) {
        const ms = fieldNumber(item, 'meanSessionMs')
        if (ms === null) return '-'
        return isForPeople(view) ? toDuration(ms) : String(Math.round(ms))
      },
    },
    { ...amountColumn('SWITCHES', 'switches', view), rank: 2 },
  ]
}

function accountColumns(view: View): readonly Column<unknown>[] {
  return [
    textColumn('ACCOUNT', 'name'),
    textColumn('POOL', 'pool'),
    stateColumn('STATE', 'state', view),
    amountColumn('ATTEMPTS', 'requests', view),
    percentColumn('SHARE', 'share'),
    amountColumn('FAILURES', 'failures', view),
    amountColumn('LIMITS', 'limitsMet', view),
    amountColumn('FAILOVERS', 'failovers', view),
    { ...numberColumn('IN FLIGHT', 'inFlight'), rank: 2 },
    { ...momentColumn('LAST USED', 'lastUsed', view), rank: 1 },
  ]
}

/** `today: 1 204 requests, 3 failed, …` */
function tellToday(overview: unknown, view: View): string {
  const amount = (field: string) => toAmount(fieldNumber(overview, `today.${field}`), view)
  const unpriced = fieldNumber(overview, 'today.unpriced') ?? 0
  return [
    `today: ${amount('requests')} requests`,
    `${amount('failed')} failed`,
    `${amount('failovers')} failovers`,
    `${amount('inputTokens')} tokens in (${toPercent(fieldNumber(overview, 'today.cacheReadShare'))} from a cache)`,
    `${amount('outputTokens')} out`,
    `${toDollars(fieldNumber(overview, 'today.cost'), view)}${unpriced > 0 ? ` and ${unpriced} requests whose price is unknown` : ''}`,
  ].join(', ')
}
