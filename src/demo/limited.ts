import type { Asked } from './asked.ts'
import { toLimitHeaders } from './limit-headers.ts'
import type { QuotaAsk, Quotas, QuotaTold } from './quotas.ts'
import type { FakeLimits, FakeUsage, Step } from './step.ts'
import { USUAL_WORDS } from './words.ts'

/** A request of a key that has limits. */
interface LimitedRequest {
  readonly key: string
  readonly limits: FakeLimits
  readonly asked: Asked
  readonly bodyLength: number
  /** Epoch ms. */
  readonly now: number
}

/** About this many bytes of a prompt are one token. */
const BYTES_PER_TOKEN = 4

/**
 * What the key's script says to do, as far as its limits allow: where a bucket has too little a sound answer becomes a
 * 429, and every answer tells what is left. A sound answer's usage is what was drawn.
 */
export function playLimited(quotas: Quotas, request: LimitedRequest, step: Step): Step {
  // These say word for word what they are to say.
  if (step.kind === 'limit' || step.kind === 'raw') return step
  const { key, limits, asked, now } = request
  const isCounted = step.kind === 'ok' && (asked.operation === 'generate' || asked.operation === 'embed')
  if (!isCounted) {
    return { ...step, limitHeaders: toLimitHeaders(asked.protocol, quotas.look({ key, limits }), now) }
  }
  const usage = drawnBy(step, request)
  const told = quotas.take({ key, limits, protocol: asked.protocol, usage })
  const limitHeaders = toLimitHeaders(asked.protocol, told, now)
  if (told.refusal === null) return { ...step, usage: { ...step.usage, ...usage }, limitHeaders }
  return { ...toRefusal(told, told.refusal, asked.model), limitHeaders }
}

/** As the script has it; else the input is told by the body's length. */
function drawnBy(
  step: { readonly words?: number; readonly usage?: FakeUsage },
  { bodyLength, asked }: LimitedRequest,
): QuotaAsk['usage'] {
  return {
    input: step.usage?.input ?? Math.ceil(bodyLength / BYTES_PER_TOKEN),
    cacheRead: step.usage?.cacheRead ?? 0,
    output: asked.operation === 'embed' ? 0 : (step.usage?.output ?? step.words ?? USUAL_WORDS),
  }
}

function toRefusal(told: QuotaTold, { by, waitMs }: NonNullable<QuotaTold['refusal']>, model: string): Step {
  return {
    kind: 'limit',
    retryAfter: String(Math.ceil(waitMs / 1000)),
    quota: 'minute',
    retryDelay: `${Math.ceil(waitMs) / 1000}s`,
    spent: { meter: by.meter, capacity: by.capacity, model, organization: told.organization },
  }
}
