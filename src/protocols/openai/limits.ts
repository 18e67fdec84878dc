import type { LimitsTold, LimitTold } from '../../model/limit.ts'
import { readErrorBody } from '../error-body.ts'
import { asRecord, asText } from '../json-record.ts'
import { type LimitText, parseAmount, readLimitHeaders } from '../limit-headers.ts'
import { toMoment } from '../retry-after.ts'
import type { Clocks } from '../situation.ts'
import { parseReset, type Reset } from '../vendor-date.ts'
import type { ToldAnswer } from '../wire-format.ts'
import { type LimitNamed, OPENAI_LIMIT_WORDS } from './limit-names.ts'
import { refillWindow, type Spent, spansWindow } from './refill-window.ts'

/** What of an answer its limits are read with. */
interface Context {
  readonly clocks: Clocks
  readonly model: string | null
  readonly isLimited: boolean
}

export function readOpenAiLimits(answer: ToldAnswer): LimitsTold | null {
  const told = readLimitHeaders(answer.headers, OPENAI_LIMIT_WORDS, answer.now)
  if (told === null) return null
  const context = { clocks: told.clocks, model: answer.model, isLimited: answer.status === 429 }
  const limits = told.limits.map((text) => readLimit(text, context)).filter((limit) => limit !== null)
  const group = [told.organization, told.project].filter((id) => id !== null && id !== '').join('/')
  return limits.length === 0 && group === ''
    ? null
    : { group: group === '' ? null : group, limits: markRefused(limits, answer) }
}

/**
 * A call that is larger than what is left is refused while something is: the headers do not show by what, but OpenAI's
 * `type` of the error names what there was too little of. Of several such limits it is the one that is used the most.
 */
function markRefused(limits: LimitTold[], { status, body }: ToldAnswer): LimitTold[] {
  if (status !== 429 || body === null || limits.some(({ refused }) => refused)) return limits
  const type = asText(asRecord(readErrorBody(body)?.['error'])?.['type'])
  const [refusing] = limits
    .filter(({ meter }) => meter === type)
    .toSorted((one, other) => shareLeft(one) - shareLeft(other))
  return limits.map((limit) => (limit === refusing ? { ...limit, refused: true } : limit))
}

function shareLeft({ capacity, left }: LimitTold): number {
  return capacity === null || left === null ? 1 : left / capacity
}

function readLimit({ about, ...text }: LimitText<LimitNamed>, context: Context): LimitTold | null {
  const capacity = parseAmount(text.capacity)
  const left = parseAmount(text.left)
  // Azure says -1 where it does not know.
  if ((capacity === null && left === null) || (capacity !== null && capacity <= 0)) return null
  const reset = parseReset(text.reset ?? '')
  const spent = { capacity, left, untilResetMs: reset?.kind === 'delay' ? reset.ms : null }
  const { name, meter, countsCached } = about
  return {
    name,
    meter,
    scope: context.model === null ? { kind: 'account' } : { kind: 'model', model: context.model },
    kind: kindOf(about, reset, spent),
    windowMs: about.windowMs ?? refillWindow(spent),
    capacity,
    left,
    grain: 1,
    countsCached,
    resetsAt: reset === null ? null : toMoment(reset, context.clocks),
    refused: context.isLimited && left !== null && left < 1,
  }
}

/** A moment is that of a whole window, as is a delay that an even refill would not need. Else it comes back bit by bit. */
function kindOf({ windowMs }: LimitNamed, reset: Reset | null, spent: Spent): LimitTold['kind'] {
  if (reset?.kind === 'moment') return 'reset'
  return windowMs !== null && spansWindow(spent, windowMs) ? 'reset' : 'refill'
}
