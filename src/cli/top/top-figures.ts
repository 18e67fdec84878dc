import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toDollars, toPercent, toShort } from '../look/amounts.ts'
import { toSparkline } from '../look/bars.ts'
import { joinSpans, plain, type Span } from '../look/spans.ts'
import { toDuration } from '../look/times.ts'
import type { Tone } from '../look/tone.ts'
import type { View } from '../look/view.ts'
import type { TopState } from './top-state.ts'

/** Success rates below which something is not as it should be. */
const GOOD = 0.99
const FAIR = 0.9
const SPARKLINE_WIDTH = 60

/** The head of the live view: what is so over all, in three lines. */
export function toFigures(state: TopState, width: number, view: View): readonly string[] {
  const { overview } = state
  const live = (field: string) => fieldNumber(overview, `live.${field}`)
  const today = (field: string) => fieldNumber(overview, `today.${field}`)
  const success = live('successRate')
  const figures = [
    figure('req/s', toRate(live('requestsPerSecond'))),
    figure('success', toPercent(success), toneOfSuccess(success)),
    figure('in flight', toCount(live('inFlight'))),
    figure('p50', toMs(live('duration.p50'))),
    figure('p95', toMs(live('duration.p95'))),
    figure('first byte', toMs(live('firstByte.p50'))),
  ]
  const tokens = [
    figure('tok/s in', toCount(live('inputTokensPerSecond'))),
    figure('out', toCount(live('outputTokensPerSecond'))),
    figure('from cache', toPercent(live('cacheReadShare'))),
    figure('today', `${toCount(today('requests'))} requests`),
    figure('cost', toDollars(today('cost'), view)),
  ]
  const recent = fieldList(overview, 'recent')
  const values = recent.map((step) => fieldNumber(step, 'requests') ?? 0)
  const line = toSparkline(values, Math.min(SPARKLINE_WIDTH, Math.max(10, width - 20)))
  return [
    joinSpans([...toTitle(state), plain('   '), ...toConnection(state)], width, view),
    joinSpans(figures.flat(), width, view),
    joinSpans(tokens.flat(), width, view),
    ...(recent.length === 0 ? [] : [joinSpans([{ text: line, tone: 'accent' }, plain(' last 10 min')], width, view)]),
  ]
}

function toTitle({ overview, server }: TopState): readonly Span[] {
  const version = fieldText(overview, 'version')
  return [{ text: 'claudeflare', tone: 'strong' }, plain(`${version === '-' ? '' : ` ${version}`} at ${server}`)]
}

function toConnection({ connection, isPaused }: TopState): readonly Span[] {
  if (isPaused) return [{ text: '‖ paused', tone: 'warning' }]
  switch (connection.kind) {
    case 'live':
      return [{ text: '● live', tone: 'good' }]
    case 'lost':
      return [{ text: `! no connection: ${connection.why}`, tone: 'bad' }]
  }
}

function figure(name: string, value: string, tone: Tone | null = 'strong'): readonly Span[] {
  return [{ text: `${name} `, tone: 'quiet' }, { text: value, tone }, plain('   ')]
}

function toneOfSuccess(rate: number | null): Tone | null {
  if (rate === null) return null
  if (rate >= GOOD) return 'good'
  return rate >= FAIR ? 'warning' : 'bad'
}

function toRate(value: number | null): string {
  return value === null ? '-' : value < 100 ? value.toFixed(1) : toShort(Math.round(value))
}

function toCount(value: number | null): string {
  return value === null ? '-' : toShort(Math.round(value))
}

function toMs(value: number | null): string {
  return value === null ? '-' : toDuration(value)
}
