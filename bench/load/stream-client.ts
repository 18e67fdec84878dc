/**
 * The stream client: `node stream-client.ts '{"port","path","headers","streams","perSecond"}'`. Opens so many streams,
 * so many a second, asks again on the same connection when one has ended, and answers each message of its parent with
 * what it has counted. Reads no more of a chunk than its counting needs, to leave the core to the upstream.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { planSchema } from './stream-plan.ts'

const plan = planSchema.parse(JSON.parse(process.argv[2] ?? ''))
const body = JSON.stringify({
  model: 'claude-sonnet-4-5',
  max_tokens: 1024,
  stream: true,
  messages: [{ role: 'user', content: 'lorem ipsum dolor sit amet '.repeat(33) }],
})
const head = [
  `POST ${plan.path} HTTP/1.1`,
  `host: 127.0.0.1:${plan.port}`,
  `content-length: ${body.length}`,
  ...Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`),
]
const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)

const SUCCESS = 'HTTP/1.1 200'
const END_OF_BODY = '0\r\n\r\n'
const LINE_FEED = 10
const tally = { events: 0, streams: 0, ended: 0, broken: 0 }
let closing: 'no' | 'yes' = 'no'

function open(): void {
  const socket = connect(plan.port, '127.0.0.1')
  let lastByte = 0
  /** `asking` until the head has come. */
  let state: 'asking' | 'streaming' = 'asking'
  socket.once('connect', () => socket.write(request))
  socket.on('data', (chunk: Buffer) => {
    if (state === 'asking') {
      state = 'streaming'
      if (chunk.toString('latin1', 0, SUCCESS.length) === SUCCESS) tally.streams++
      else breakOff(socket)
    }
    tally.events += eventsIn(chunk, lastByte)
    lastByte = chunk.at(-1) ?? 0
    if (lastByte === LINE_FEED && chunk.toString('latin1', chunk.length - END_OF_BODY.length) === END_OF_BODY) {
      tally.ended++
      tally.streams--
      state = 'asking'
      socket.write(request)
    }
  })
  socket.once('error', () => breakOff(socket))
  socket.once('end', () => breakOff(socket))
}

function breakOff(socket: Socket): void {
  if (closing === 'yes' || socket.destroyed) return
  tally.broken++
  socket.destroy()
}

/** An event ends with an empty line; chunked framing and heads never put two line feeds next to each other. */
function eventsIn(chunk: Buffer, before: number): number {
  let count = before === LINE_FEED && chunk[0] === LINE_FEED ? 1 : 0
  for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) count++
  return count
}

process.on('message', () => process.send?.(tally))
process.once('disconnect', () => {
  closing = 'yes'
  process.exit(0)
})

for (let opened = 0; opened < plan.streams; opened++) {
  open()
  if ((opened + 1) % Math.ceil(plan.perSecond / 50) === 0) await wait(20)
}
