import { RANGES } from '../../admin/analytics-contract.ts'
import type { FlagSpec } from '../../config/parse-flags.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { amountColumn, dollarColumn, numberColumn, percentColumn, textColumn } from '../columns.ts'
import { type Command, FINE, JSON_FLAG, refuseUsage, viewOf } from '../command.ts'
import { fieldList, fieldNumber } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { toAmount, toDollars, toPercent } from '../look/amounts.ts'
import { toSparkline } from '../look/bars.ts'
import { toDuration, toUtc } from '../look/times.ts'
import type { View } from '../look/view.ts'
import { wrapTo } from '../look/wrap.ts'
import { promptOf } from '../prompt-tokens.ts'
import { type Column, layOutPairs, layOutTable } from '../table.ts'
import { tellMissing } from '../tell-missing.ts'

const FILTERS: readonly FlagSpec[] = [
  { name: 'range', takes: 'value', help: `how far back: ${RANGES.join(', ')} (24h)`, values: RANGES },
  { name: 'pool', takes: 'value', help: 'of this pool only', names: 'pools' },
  { name: 'account', takes: 'value', help: 'of this account only', names: 'accounts' },
  { name: 'model', takes: 'value', help: 'for this model only' },
]
const SPARKLINE = { most: 60, beside: 30 } as const

export const analytics: Command = {
  name: 'analytics',
  summary: 'shows volume, errors, times, tokens and cost over a stretch of time',
  usage: ['analytics [--range 24h]'],
  flags: [...FILTERS, JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    const refuse = (why: string) => refuseUsage(terminal, 'analytics', why)
    if (words.length > 0) return refuse(`${words[0]} is not known`)
    const query = new URLSearchParams()
    for (const { name, values } of FILTERS) {
      const given = flags.get(name)
      if (given === undefined) continue
      if (values !== undefined && !values.includes(given)) return refuse(`--${name} is one of ${values.join(', ')}`)
      query.set(name, given)
    }
    const path = `/api/analytics${query.size === 0 ? '' : `?${query.toString()}`}`
    const answer = await askServer(invocation, { method: 'GET', path })
    if (!answer.ok) return tellFailure(terminal, answer)
    tellMissing(terminal, answer.body)
    if (flags.has('json')) {
      terminal.out(JSON.stringify(answer.body, null, 2))
      return FINE
    }
    for (const line of tell(answer.body, viewOf(invocation))) terminal.out(line)
    return FINE
  },
}

function tell(body: unknown, view: View): readonly string[] {
  const [from, to] = [toUtc(fieldNumber(body, 'from')), toUtc(fieldNumber(body, 'to'))]
  return [
    ...wrapTo(
      `${from} to ${to} UTC, a step of the lines is ${toDuration(fieldNumber(body, 'stepMs') ?? 0)}`,
      view.width,
    ),
    '',
    ...tellSeries(body, view),
    '',
    ...layOutTable(accountColumns(view), fieldList(body, 'accounts'), view),
    '',
    ...layOutTable(modelColumns(view), fieldList(body, 'models'), view),
    '',
    ...layOutTable(sessionColumns(view), fieldList(body, 'sessions'), view),
  ]
}

/** Each measure's total beside its course. */
function tellSeries(body: unknown, view: View): readonly string[] {
  const width = Math.min(SPARKLINE.most, Math.max(10, (view.width ?? 100) - SPARKLINE.beside))
  const series = fieldList(body, 'series')
  const amount = (field: string) => toAmount(fieldNumber(body, `totals.${field}`), view)
  const ms = (field: string) => {
    const value = fieldNumber(body, `totals.${field}`)
    return value === null ? '-' : toDuration(value)
  }
  const course = (...fields: readonly string[]) =>
    toSparkline(
      series.map((step) => fields.reduce((sum, field) => sum + (fieldNumber(step, field) ?? 0), 0)),
      width,
    )
  const unpriced = fieldNumber(body, 'totals.unpriced') ?? 0
  const rows = [
    ['requests', amount('requests'), course('requests')],
    ['failed', amount('failed'), course('failed')],
    ['of which cut', amount('cut'), course('cut')],
    ['failovers', amount('failovers'), course('failovers')],
    ['limits met', amount('limitsMet'), course('limitsMet')],
    ['p50', ms('duration.p50'), course('duration.p50')],
    ['p95', ms('duration.p95'), course('duration.p95')],
    ['first byte', ms('firstByte.p50'), course('firstByte.p50')],
    ['tokens in', toAmount(promptOf(body, 'totals.'), view), course('input', 'cacheRead', 'cacheWrite')],
    ['from cache', amount('cacheRead'), course('cacheRead')],
    ['to cache', amount('cacheWrite'), course('cacheWrite')],
    ['tokens out', amount('output'), course('output')],
    ['cost', toDollars(fieldNumber(body, 'totals.cost'), view), course('cost')],
  ] as const
  const most = Math.max(...rows.map(([, value]) => value.length))
  const pairs = rows.map(([name, value, line]) => [name, `${value.padStart(most)}  ${line}`] as const)
  const lines = layOutPairs(pairs, { width: null })
  if (unpriced === 0) return lines
  return [...lines, ...wrapTo(`${toAmount(unpriced, view)} requests have no price that is known`, view.width)]
}

function accountColumns(view: View): readonly Column<unknown>[] {
  return [
    textColumn('ACCOUNT', 'name'),
    textColumn('POOL', 'pool'),
    percentColumn('SHARE', 'share'),
    amountColumn('ATTEMPTS', 'attempts', view),
    amountColumn('FAILURES', 'failures', view),
    amountColumn('LIMITS', 'limitsMet', view),
    { ...amountColumn('FAILOVERS', 'failoversAway', view), rank: 2 },
    durationColumn('P95', 'duration.p95'),
    { ...amountColumn('OUT', 'output', view), rank: 1 },
    dollarColumn('COST', 'cost', view),
  ]
}

function modelColumns(view: View): readonly Column<unknown>[] {
  return [
    textColumn('MODEL', 'model'),
    { ...textColumn('PROVIDER', 'provider'), rank: 1 },
    amountColumn('REQUESTS', 'requests', view),
    amountColumn('FAILED', 'failed', view),
    durationColumn('P50', 'duration.p50'),
    durationColumn('P95', 'duration.p95'),
    { title: 'IN', align: 'right', cell: (item) => toAmount(promptOf(item), view) },
    { title: 'CACHE', align: 'right', cell: (item) => toPercent(cacheShare(item)) },
    amountColumn('OUT', 'output', view),
    dollarColumn('COST', 'cost', view),
  ]
}

function sessionColumns(view: View): readonly Column<unknown>[] {
  return [
    textColumn('POOL', 'pool'),
    amountColumn('SESSIONS', 'started', view),
    numberColumn('ENDED', 'ended'),
    durationColumn('MEAN LENGTH', 'meanMs'),
    amountColumn('SWITCHES', 'switches', view),
  ]
}

function durationColumn(title: string, path: string): Column<unknown> {
  return {
    title,
    align: 'right',
    cell(item) {
      const ms = fieldNumber(item, path)
      return ms === null ? '-' : toDuration(ms)
    },
  }
}

/** Share of the prompt that came from a cache; `null` without any prompt. */
function cacheShare(item: unknown): number | null {
  const all = promptOf(item) ?? 0
  return all === 0 ? null : (fieldNumber(item, 'cacheRead') ?? 0) / all
}
