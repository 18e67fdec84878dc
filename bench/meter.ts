import type { Protocol } from '../src/model/protocol.ts'
import * as recorded from '../src/protocols/recorded-streams.ts'
import { scanBody } from '../src/protocols/scan-body.ts'
import type { BodyShape } from '../src/protocols/wire-format.ts'
import { WIRE_FORMATS } from '../src/protocols/wire-formats.ts'

/** What reading along costs: `node bench/meter.ts` prints nanoseconds per event of text, and the speed of a body's scan. */

const EVENTS = 200_000
const ROUNDS = 5

interface Case {
  readonly name: string
  readonly protocol: Protocol
  readonly shape: BodyShape
  /** What a stream begins with. */
  readonly head: string
  /** The event of which there are most. */
  readonly event: string
  /** How many of it come in one chunk. */
  readonly perChunk: number
}

const streams: readonly Omit<Case, 'perChunk'>[] = [
  {
    name: 'anthropic',
    protocol: 'anthropic',
    shape: 'events',
    head: recorded.ANTHROPIC_STREAM,
    event: recorded.ANTHROPIC_DELTA,
  },
  {
    name: 'openai chat',
    protocol: 'openai',
    shape: 'events',
    head: recorded.OPENAI_STREAM,
    event: recorded.OPENAI_DELTA,
  },
  {
    name: 'openai responses',
    protocol: 'openai',
    shape: 'events',
    head: recorded.RESPONSES_STREAM,
    event: recorded.RESPONSES_DELTA,
  },
  {
    name: 'gemini events',
    protocol: 'gemini',
    shape: 'events',
    head: recorded.GEMINI_STREAM,
    event: recorded.GEMINI_DELTA,
  },
  {
    name: 'gemini array',
    protocol: 'gemini',
    shape: 'array',
    head: '[{}',
    event: `,\n${recorded.GEMINI_DELTA.slice(6).trimEnd()}`,
  },
]

function measure({ protocol, shape, head, event, perChunk }: Case): number {
  const meter = WIRE_FORMATS[protocol].createMeter({ shape, model: null, now: 0, date: null, onHeld: null })
  meter.feed(new TextEncoder().encode(head))
  const chunk = new TextEncoder().encode(event.repeat(perChunk))
  const began = cpuNs()
  for (let i = 0; i < EVENTS; i += perChunk) meter.feed(chunk)
  return (cpuNs() - began) / EVENTS
}

/** CPU time of this thread: what else the machine does is left out. */
function cpuNs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) * 1000
}

function best(run: () => number): number {
  return Math.min(...Array.from({ length: ROUNDS }, run))
}

function measureScan(text: string): number {
  const body = new TextEncoder().encode(text)
  const runs = Math.ceil(20_000_000 / body.length)
  const began = cpuNs()
  for (let i = 0; i < runs; i += 1) scanBody(body)
  return (body.length * runs * 1000) / (cpuNs() - began)
}

for (const perChunk of [1, 8]) {
  for (const stream of streams) {
    const bytes = new TextEncoder().encode(stream.event).length
    const ns = best(() => measure({ ...stream, perChunk }))
    console.log(`${stream.name}, ${bytes} bytes, ${perChunk} to a chunk: ${ns.toFixed(0)} ns per event`)
  }
}

const words = 'A sentence with "quotes",\nlines and 你好. '.repeat(200)
const messages = Array.from({ length: 500 }, (_, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: words }))
const bodies = {
  'an image': JSON.stringify({ model: 'm', messages: [{ source: 'A'.repeat(8_000_000) }], stream: true }),
  'a conversation': JSON.stringify({ model: 'm', messages, stream: true }),
  'a call of 1 KB': JSON.stringify({
    model: 'm',
    messages: [{ role: 'user', content: words.slice(0, 900) }],
    stream: true,
  }),
}
for (const [name, body] of Object.entries(bodies)) {
  console.log(
    `scan of ${name}, ${body.length} bytes: ${Math.max(...Array.from({ length: 10 }, () => measureScan(body))).toFixed(0)} MB/s`,
  )
}
