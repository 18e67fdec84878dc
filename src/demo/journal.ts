import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Counts, Received } from './received.ts'

/** Where a request's record is filled in as it goes on. */
interface Entry {
  /** It is treated otherwise than its script said. */
  onStep(kind: string): void
  onBody(chunk: Buffer): void
  onBodyEnd(): void
}

/** What the provider remembers of what it received. */
export interface Journal {
  open(exchange: Opening): Entry
  received(key?: string): readonly Received[]
  counts(): Counts
  clear(): void
}

interface Opening {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly key: string
  readonly step: string
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

const KEPT = 10_000
const KEPT_BODY = 65_536

/** `counts` keeps numbers only, so that load costs nothing. */
export function createJournal(record: 'all' | 'counts'): Journal {
  let rows: Writable<Received>[] = []
  let byKey: Record<string, number> = {}
  let total = 0
  let open = 0
  let connections = 0
  const numbers = new WeakMap<Socket, number>()

  const onConnection = (socket: Socket): number => {
    const known = numbers.get(socket)
    if (known !== undefined) return known
    connections += 1
    numbers.set(socket, connections)
    return connections
  }

  return {
    open({ request, response, key, step }) {
      total += 1
      open += 1
      byKey[key] = (byKey[key] ?? 0) + 1
      const connection = onConnection(request.socket)
      if (record === 'counts') {
        response.once('close', () => (open -= 1))
        return NOTHING
      }
      const row = toRow(request, { number: total, connection, key, step })
      rows.push(row)
      if (rows.length > KEPT) rows = rows.slice(KEPT / 2)
      response.once('finish', () => (row.answeredAt = now()))
      response.once('close', () => {
        open -= 1
        if (row.answeredAt === null) row.abortedAt = now()
      })
      return createEntry(request, row)
    },
    received: (key) => (key === undefined ? [...rows] : rows.filter((row) => row.key === key)),
    counts: () => ({ total, open, connections, byKey: { ...byKey } }),
    clear() {
      rows = []
      byKey = {}
      total = 0
    },
  }
}

const NOTHING: Entry = { onStep: () => undefined, onBody: () => undefined, onBodyEnd: () => undefined }

function createEntry(request: IncomingMessage, row: Writable<Received>): Entry {
  const hash = createHash('sha256')
  return {
    onStep(kind) {
      row.step = kind
    },
    onBody(chunk) {
      hash.update(chunk)
      row.bodyBytes += chunk.length
      if (row.body.length < KEPT_BODY) row.body += chunk.toString('latin1', 0, KEPT_BODY - row.body.length)
    },
    onBodyEnd() {
      row.bodySha256 = hash.digest('hex')
      row.bodyEndedAt = now()
      row.rawTrailers = request.rawTrailers
    },
  }
}

function toRow(
  request: IncomingMessage,
  known: Pick<Received, 'number' | 'connection' | 'key' | 'step'>,
): Writable<Received> {
  return {
    ...known,
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    rawTrailers: [],
    at: now(),
    bodyBytes: 0,
    bodySha256: '',
    body: '',
    bodyEndedAt: null,
    answeredAt: null,
    abortedAt: null,
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
