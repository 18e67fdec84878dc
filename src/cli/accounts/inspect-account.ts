import { FINE, type Invocation, viewOf } from '../command.ts'
import { textColumn } from '../columns.ts'
import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toAmount } from '../look/amounts.ts'
import { toState, toneOfState } from '../look/states.ts'
import { toDuration, toMoment } from '../look/times.ts'
import { paint } from '../look/tone.ts'
import { isForPeople, type View } from '../look/view.ts'
import { type Column, layOutPairs, layOutTable } from '../table.ts'
import { findAccount } from './find-account.ts'
import { nameLimit, tellReset, toGauge, toneOfLimit } from './tightest.ts'

const GAUGE_WIDTH = 20

/** `accounts show NAME`: all that is known of one, each of its limits as a gauge. */
export async function inspectAccount(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  const found = await findAccount(invocation, words[1] ?? '')
  if (!found.ok) return found.exit
  const { account } = found
  if (flags.has('json')) {
    terminal.out(JSON.stringify(account, null, 2))
    return FINE
  }
  const view = viewOf(invocation)
  for (const line of layOutPairs(toPairs(account, view), view)) terminal.out(line)
  const limits = fieldList(account, 'limits')
  if (limits.length === 0) return FINE
  terminal.out('')
  for (const line of layOutTable(limitColumns(view), limits, view)) terminal.out(line)
  return FINE
}

function toPairs(account: unknown, view: View): readonly (readonly [string, string])[] {
  const state = fieldText(account, 'state')
  const ends = fieldNumber(account, 'session.endsAt')
  const pairs: readonly (readonly [string, string])[] = [
    ['name', fieldText(account, 'name')],
    ['id', fieldText(account, 'id')],
    ['state', paint(toState(state, view), toneOfState(state), view)],
    ['reason', fieldText(account, 'reason')],
    ['until', toMoment(fieldNumber(account, 'until'), view)],
    ['pool', fieldText(account, 'pool')],
    ['provider', `${fieldText(account, 'provider')} at ${fieldText(account, 'base_url')}`],
    ['credential', `${fieldText(account, 'kind')} ${fieldText(account, 'maskedKey')}`],
    ['token ends', toMoment(fieldNumber(account, 'token.expiresAt'), view)],
    ['token error', fieldText(account, 'token.error')],
    ['session', ends === null || ends <= view.now ? '-' : `${toDuration(toWholeMinutes(ends - view.now))} left`],
    ['in flight', fieldText(account, 'inFlight')],
    ['requests', toAmount(fieldNumber(account, 'requests'), view)],
    ['failures', toAmount(fieldNumber(account, 'failures'), view)],
    ['limits met', toAmount(fieldNumber(account, 'limitsMet'), view)],
    ['last used', toMoment(fieldNumber(account, 'lastUsed'), view)],
    ['note', fieldText(account, 'note')],
  ]
  return pairs.filter(([, value]) => value !== '-')
}

/** Rounded up: what is waited for has come when it says 0. */
function toWholeMinutes(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000
}

function limitColumns(view: View): readonly Column<unknown>[] {
  const used: Column<unknown> = {
    title: 'USED',
    cell(limit) {
      const percent = `${Math.round((fieldNumber(limit, 'utilization') ?? 0) * 100)} %`.padStart(5)
      return isForPeople(view) ? `${toGauge(limit, GAUGE_WIDTH)} ${percent}` : percent.trim()
    },
    tone: toneOfLimit,
  }
  return [
    { title: 'LIMIT', cell: nameLimit },
    used,
    { title: 'LEFT', align: 'right', cell: (limit) => toAmount(fieldNumber(limit, 'left'), view) },
    { title: 'OF', align: 'right', cell: (limit) => toAmount(fieldNumber(limit, 'capacity'), view) },
    textColumn('METER', 'meter'),
    { title: 'BACK', cell: (limit) => tellReset(limit, view.now) ?? '-' },
  ]
}
