import { bodyShapeOf } from '../../../gateway/body-shape.ts'
import { headerOf } from '../../../gateway/headers.ts'
import type { Refusal } from '../../../model/refusal.ts'
import type { BodyShape } from '../../../protocols/wire-format.ts'
import type { AnswerContext, UpstreamHead } from './answer-listener.ts'
import { BodyWatch } from './body-watch.ts'
import { inflateRefusal } from './inflate.ts'

/** How an answer's body is read as it passes; `null` where nothing is to be learned from it. `onNews`: see `BodyWatch`. */
export function watchBody(
  context: AnswerContext,
  head: UpstreamHead,
  onNews: () => void,
): { readonly shape: BodyShape; readonly watch: BodyWatch | null } {
  const { call, format, now } = context
  const shape = bodyShapeOf(call, headerOf(head.headers, 'content-type'))
  if (shape === 'opaque' || head.status >= 300) return { shape, watch: null }
  const date = Date.parse(headerOf(head.headers, 'date') ?? '')
  const options = { shape, model: call.model, now: now(), date: Number.isNaN(date) ? null : date }
  const encoding = headerOf(head.headers, 'content-encoding') ?? ''
  return { shape, watch: new BodyWatch(format.createMeter(options), encoding, onNews) }
}

/** What a refusal says; `body` may be cut off, and is as it came. */
export function readRefusal(context: AnswerContext, head: UpstreamHead, body: Buffer): Refusal {
  const { call, format, now } = context
  const { status, headers } = head
  return format.readRefusal({
    status,
    header: (name) => headerOf(headers, name),
    headerNames: () => headers.filter((_, index) => index % 2 === 0),
    body: inflateRefusal(headerOf(headers, 'content-encoding') ?? '', body),
    model: call.model,
    now: now(),
  })
}

/** Whether the body says by itself where it ends; else the connection's end is its end, and a reset looks like one. */
export function isDelimited({ headers }: UpstreamHead): boolean {
  return headerOf(headers, 'content-length') !== null || headerOf(headers, 'transfer-encoding') !== null
}
