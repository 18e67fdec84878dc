import type { Call } from '../model/call.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Refusal } from '../model/refusal.ts'
import type { BodyShape } from '../protocols/wire-format.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import type { UpstreamHead } from './answer-listener.ts'
import { bodyShapeOf } from './body-shape.ts'
import { BodyWatch } from './body-watch.ts'
import { headerOf } from './headers.ts'
import type { CreateInflater } from './inflater.ts'

/** What an answer is read with. */
export interface ReadContext {
  readonly call: Call
  readonly createInflater: CreateInflater
  readonly now: () => number
  /** Told ids of what the account holds from now on; `null` where the call does not ask for them. */
  readonly onHeld: ((id: string) => void) | null
}

/** How an answer's body is read as it passes; `null` where nothing is to be learned from it. `onNews`: see `BodyWatch`. */
export function watchBody(
  context: ReadContext,
  head: UpstreamHead,
  onNews: () => void,
): { readonly shape: BodyShape; readonly watch: BodyWatch | null } {
  const { call, createInflater, now, onHeld } = context
  const shape = bodyShapeOf(call, headerOf(head.headers, 'content-type'))
  if (shape === 'opaque' || head.status >= 300) return { shape, watch: null }
  const date = Date.parse(headerOf(head.headers, 'date') ?? '')
  const options = { shape, model: call.model, now: now(), date: Number.isNaN(date) ? null : date, onHeld }
  const encoding = headerOf(head.headers, 'content-encoding') ?? ''
  const meter = WIRE_FORMATS[call.protocol].createMeter(options)
  return { shape, watch: new BodyWatch({ meter, encoding, createInflater }, onNews) }
}

/** What a refusal says; `body` is decompressed, and may be cut off. */
export function readRefusal(
  { call, now }: Pick<ReadContext, 'call' | 'now'>,
  head: UpstreamHead,
  body: Uint8Array,
): Refusal {
  const { status, headers } = head
  return WIRE_FORMATS[call.protocol].readRefusal({
    status,
    header: (name) => headerOf(headers, name),
    headerNames: () => headers.filter((_, index) => index % 2 === 0),
    body,
    model: call.model,
    now: now(),
  })
}

/**
 * What an answer of any status says about its account's limits; `body` is that of a refusal, decompressed, else `null`.
 * Only answers to what models work on count: counting tokens and the rest have limits of their own under the same names.
 */
export function readLimits(
  { call, now }: Pick<ReadContext, 'call' | 'now'>,
  { status, headers }: UpstreamHead,
  body: Uint8Array | null,
): LimitsTold | null {
  if (call.operation !== 'generate' && call.operation !== 'embed') return null
  return WIRE_FORMATS[call.protocol].readLimits({ status, headers, body, model: call.model, now: now() })
}

/** Whether the body says by itself where it ends; else the connection's end is its end, and a reset looks like one. */
export function isDelimited({ headers }: UpstreamHead): boolean {
  return headerOf(headers, 'content-length') !== null || headerOf(headers, 'transfer-encoding') !== null
}
