/**
 * A vendor that streams: `node stream-server.ts PORT PERIOD_MS EVENTS`. Every answer gets one event each PERIOD_MS
 * (from 1) until it has had EVENTS of them. One timer turns one wheel of PERIOD_MS slots for all streams together.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { messageEvents } from './events.ts'

interface Stream {
  readonly response: ServerResponse
  readonly socket: Socket
  sent: number
}

const [port, periodMs, count] = process.argv.slice(2).map(Number)
if (port === undefined || periodMs === undefined || count === undefined) throw new Error('PORT PERIOD_MS EVENTS')

const events = messageEvents(count)
const wheel: Set<Stream>[] = Array.from({ length: periodMs }, () => new Set<Stream>())
let joined = 0

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'transfer-encoding': 'chunked',
      'request-id': 'req_bench0000000000000001',
    })
    response.flushHeaders()
    const stream = { response, socket: request.socket, sent: 0 }
    const slot = wheel[joined++ % wheel.length]
    slot?.add(stream)
    response.once('close', () => slot?.delete(stream))
  })
})
server.keepAliveTimeout = 600_000
server.listen({ port, host: '127.0.0.1', backlog: 4096 })

const begin = performance.now()
let turned = 0
setInterval(() => {
  // Timers come late under load; the slots that are overdue are caught up with, each once.
  const due = Math.floor(performance.now() - begin)
  for (; turned < due; turned++) turn(wheel[turned % wheel.length])
}, 1)

function turn(slot: Set<Stream> | undefined): void {
  if (slot === undefined) return
  for (const stream of slot) {
    const event = events[stream.sent++]
    // Past the response object: the chunk is framed already, and this core must not be what limits.
    if (event !== undefined) stream.socket.write(event)
    if (stream.sent >= events.length) {
      slot.delete(stream)
      stream.response.end()
    }
  }
}

process.once('disconnect', () => process.exit(0))
