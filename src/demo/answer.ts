/** An answer before it is compressed, cut up and delayed. */
export interface Answer {
  readonly status: number
  /** Names and values in turn; without lengths and encodings. */
  readonly headers: readonly string[]
  readonly body: AnswerBody
}

export type AnswerBody =
  | { readonly kind: 'plain'; readonly bytes: Buffer }
  /** Made one at a time, so that an answer of any length needs no memory. */
  | { readonly kind: 'pieces'; readonly pieces: Iterable<Buffer> }

export function jsonAnswer(status: number, headers: readonly string[], value: unknown): Answer {
  const bytes = Buffer.from(JSON.stringify(value))
  return { status, headers: ['content-type', 'application/json', ...headers], body: { kind: 'plain', bytes } }
}

export function eventAnswer(headers: readonly string[], pieces: Iterable<Buffer>): Answer {
  return {
    status: 200,
    headers: ['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache', ...headers],
    body: { kind: 'pieces', pieces },
  }
}

/** One server-sent event; `name` is left out where the protocol has none. */
export function toEvent(name: string | null, data: unknown): Buffer {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return Buffer.from(name === null ? `data: ${text}\n\n` : `event: ${name}\ndata: ${text}\n\n`)
}

/** The first `count` of them. */
export function* takePieces(pieces: Iterable<Buffer>, count: number): Iterable<Buffer> {
  let taken = 0
  if (count <= 0) return
  for (const piece of pieces) {
    yield piece
    taken += 1
    if (taken >= count) return
  }
}

/** The pieces of an answer that is to be cut short: a plain body falls into two halves. */
export function toPieces(body: AnswerBody): Iterable<Buffer> {
  if (body.kind === 'pieces') return body.pieces
  const half = body.bytes.length >> 1
  return [body.bytes.subarray(0, half), body.bytes.subarray(half)]
}
