import { once } from 'node:events'
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'
import type { JsonRecord } from './json.ts'
import { toRecord } from './json.ts'

/** One event as it came. */
interface Heard {
  readonly event: string
  readonly data: JsonRecord
}

/** Somebody who listens to `/api/events`. */
export interface Ear extends Disposable {
  readonly wire: Wire
  /** All that has come so far. */
  heard(): readonly Heard[]
  /** Resolves with the first event, of those that came and those that come, that is like this. */
  until(event: string, isLike?: (data: JsonRecord) => boolean): Promise<JsonRecord>
  /** Whether it has ended as an answer ends, and not merely broken off. */
  ended(): boolean
}

/** Listens, and resolves once it has been greeted. `query` begins with `?`, where there is one. */
export async function listen(port: number, query = '', headers: readonly string[] = []): Promise<Ear> {
  const wire = await openWire(port)
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1] ?? ''}`] : []))
  wire.send([`GET /api/events${query} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines, '', ''].join('\r\n'))
  const until = async (event: string, isLike: (data: JsonRecord) => boolean = () => true): Promise<JsonRecord> => {
    const deadline = performance.now() + 30_000
    while (performance.now() < deadline) {
      const found = toHeard(wire.received()).find((one) => one.event === event && isLike(one.data))
      if (found !== undefined) return found.data
      if (wire.closed() || isRefused(wire.received())) break
      await once(wire.socket, 'data', { signal: AbortSignal.timeout(500) }).catch(() => undefined)
    }
    throw new Error(`no such event ${event} came; what came last:\n${wire.received().slice(-2_000)}`)
  }
  await until('hello').catch((error: unknown) => {
    wire[Symbol.dispose]()
    throw error
  })
  return {
    wire,
    heard: () => toHeard(wire.received()),
    until,
    ended: () => wire.received().endsWith('0\r\n\r\n'),
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  }
}

/** Such an answer has no events, and leaves the connection open. */
function isRefused(answer: string): boolean {
  return /^HTTP\/1\.1 [^2]/.test(answer)
}

/** The events of an answer as it came over the wire, in chunks. */
function toHeard(answer: string): readonly Heard[] {
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  return toText(body)
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const event = /^event: (.+)$/m.exec(block)?.[1]
      const data = /^data: (.+)$/m.exec(block)?.[1]
      return event === undefined || data === undefined ? [] : [{ event, data: toRecord(data) }]
    })
}

function toText(chunked: string): string {
  let text = ''
  for (let at = 0; at < chunked.length;) {
    const lineEnd = chunked.indexOf('\r\n', at)
    const size = Number.parseInt(chunked.slice(at, lineEnd), 16)
    if (lineEnd < 0 || !(size > 0)) break
    text += chunked.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
  return Buffer.from(text, 'latin1').toString()
}
