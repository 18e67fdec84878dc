import type { LimitsTold, LimitTold } from '../../model/limit.ts'
import type { CoolScope } from '../../model/refusal.ts'
import { type LimitText, type LimitTexts, parseAmount, readLimitHeaders } from '../limit-headers.ts'
import { toMoment } from '../retry-after.ts'
import type { Clocks } from '../situation.ts'
import { parseReset } from '../vendor-date.ts'
import type { ToldAnswer } from '../wire-format.ts'
import { ANTHROPIC_LIMIT_WORDS, type Bucket, type LimitNamed, type Window } from './limit-names.ts'

const MINUTE_MS = 60_000
/** What is left of tokens is told in thousands. */
const TOKEN_GRAIN = 1_000
/** The used share of a window is told in hundredths. */
const SHARE_GRAIN = 0.01

/** `opus-4` of `claude-opus-4-5-20251101`: versions of one family and number share a limit. */
const FAMILY = /claude-([a-z]+-\d{1,2})(?!\d)/i
/** `3-5-haiku` of `claude-3-5-haiku-20241022`. */
const OLD_FAMILY = /claude-(\d(?:[-.]\d)?-[a-z]+)/i

/** What of an answer its buckets are read with. */
interface Context {
  readonly scope: CoolScope
  readonly isLimited: boolean
  readonly clocks: Clocks
}

export function readAnthropicLimits(answer: ToldAnswer): LimitsTold | null {
  const told = readLimitHeaders(answer.headers, ANTHROPIC_LIMIT_WORDS, answer.now)
  if (told === null) return null
  const windows = told.limits.filter(isWindow)
  // A plan's windows are those of one member: accounts of one organisation do not share them.
  const group = windows.length === 0 ? told.organization : null
  const limits = readBuckets(told, answer)
  if (windows.length > 0) limits.push(...readWindows(windows, answer, told.clocks))
  return limits.length === 0 && group === null ? null : { group, limits }
}

function isBucket(text: LimitText<LimitNamed>): text is LimitText<Bucket> {
  return text.about.kind === 'bucket'
}

function isWindow(text: LimitText<LimitNamed>): text is LimitText<Window> {
  return text.about.kind === 'window'
}

function readBuckets(told: LimitTexts<LimitNamed>, answer: ToldAnswer): LimitTold[] {
  const scope = modelScope(answer.model)
  const context = { scope, isLimited: answer.status === 429, clocks: told.clocks }
  const limits: LimitTold[] = []
  for (const text of told.limits) {
    if (!isBucket(text) || isEcho(text.about, told.limits)) continue
    const limit = readBucket(text, context)
    if (limit !== null) limits.push(limit)
  }
  return limits
}

/** `tokens` repeats whichever of `input-tokens` and `output-tokens` is the nearest to its end. */
function isEcho(bucket: Bucket, limits: readonly LimitText<LimitNamed>[]): boolean {
  if (bucket.meter !== 'tokens') return false
  return limits.some(
    ({ about }) =>
      about.kind === 'bucket' && about.tier === bucket.tier && (about.meter === 'input' || about.meter === 'output'),
  )
}

function readBucket(text: LimitText<Bucket>, { scope, isLimited, clocks }: Context): LimitTold | null {
  const { name, meter, tier } = text.about
  const capacity = parseAmount(text.capacity)
  const left = parseAmount(text.left)
  if ((capacity === null && left === null) || (capacity !== null && capacity <= 0)) return null
  const grain = meter === 'requests' ? 1 : TOKEN_GRAIN
  return {
    name,
    meter,
    scope,
    kind: 'refill',
    windowMs: MINUTE_MS,
    capacity,
    left,
    grain,
    countsCached: false,
    resetsAt: readReset(text.reset, clocks),
    refused: isLimited && tier !== 'priority' && left !== null && left < grain,
  }
}

/** Those of plans; the summary counts only where it is all there is. */
function readWindows(texts: readonly LimitText<Window>[], answer: ToldAnswer, clocks: Clocks): LimitTold[] {
  const named = texts.filter(({ about }) => !about.isSummary)
  const windows = named.length > 0 ? named : texts
  const mayRefuse = answer.status === 429
  // Some windows are named by a word that no model's name has. Where nothing else explains the refusal, it was such a one.
  const isUnexplained =
    mayRefuse &&
    texts.some((text) => text.about.isSummary && isRejected(text)) &&
    !windows.some((text) => isRejected(text) && isFor(text.about, answer.model))
  return windows.map((text) => {
    const { about } = text
    const isOdd = isUnexplained && isRejected(text)
    return {
      name: about.name,
      meter: 'share',
      scope: isOdd ? onlyModel(answer.model) : windowScope(about),
      kind: 'reset',
      windowMs: about.windowMs,
      capacity: 1,
      left: shareLeft(text),
      grain: SHARE_GRAIN,
      countsCached: false,
      resetsAt: readReset(text.reset, clocks),
      refused: isOdd || (mayRefuse && isRejected(text) && isFor(about, answer.model)),
    }
  })
}

function isRejected({ status }: LimitText<Window>): boolean {
  return status?.trim() === 'rejected'
}

function isFor({ family }: Window, model: string | null): boolean {
  return family === null || model === null || model.includes(family)
}

/** A window that rejects has nothing left, whatever its share was rounded to. */
function shareLeft(text: LimitText<Window>): number | null {
  const used = parseAmount(text.used)
  if (isRejected(text)) return used === null ? 0 : Math.min(0, 1 - used)
  return used === null ? null : 1 - used
}

function windowScope({ family }: Window): CoolScope {
  return family === null ? { kind: 'account' } : { kind: 'family', family }
}

function onlyModel(model: string | null): CoolScope {
  return model === null ? { kind: 'account' } : { kind: 'model', model }
}

function modelScope(model: string | null): CoolScope {
  const family = (FAMILY.exec(model ?? '') ?? OLD_FAMILY.exec(model ?? ''))?.[1]
  return family === undefined ? onlyModel(model) : { kind: 'family', family }
}

function readReset(text: string | null, clocks: Clocks): number | null {
  const reset = parseReset(text ?? '')
  return reset === null ? null : toMoment(reset, clocks)
}
