import type { Call } from '../model/call.ts'
import type { AnswerListener } from './answer-listener.ts'
import { AnswerReading } from './answer-reading.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import type { CreateInflater, InflaterSink } from './inflater.ts'

/** An answer that comes over no line at all: what comes is said by a test, and so is how late it is. */
export interface ReadingScene {
  readonly reading: AnswerReading
  /** What the listener was told and the line was asked, in words, in order. */
  readonly heard: string[]
  /** Whether the caller takes more just now. */
  takesMore: boolean
  /** What happens when the listener hears something that begins like this. */
  readonly when: (heard: string, work: () => void) => void
  /** With an `encoding` its bytes are read only when `inflate` says so. */
  readonly head: (status: number, contentType?: string, encoding?: string) => void
  readonly data: (text: string) => void
  /** The decompressor has read what came. */
  readonly inflate: () => void
  /** The decompressor cannot read it. */
  readonly giveUp: () => void
  /** So many ms go by. */
  readonly pass: (ms: number) => void
}

const CALL: Call = { ...EXAMPLE_CALL, id: 1, name: 'req_1' }

export const STREAM = 'text/event-stream; charset=utf-8'
export const FIRST = 'event: message_start\ndata: {"type":"message_start","message":{"model":"claude-x-1"}}\n\n'
export const LAST = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
export const BUSY = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n\n'

export function openReading(call: Partial<Call> = {}, firstEventMs = 0): ReadingScene {
  const heard: string[] = []
  const reactions: (readonly [begins: string, work: () => void])[] = []
  const inflating = createSlowInflater()
  let now = 0
  let timers: readonly { readonly at: number; readonly callback: () => void }[] = []

  function hear(words: string): void {
    heard.push(words)
    for (const [begins, work] of reactions) if (words.startsWith(begins)) work()
  }

  const listener: AnswerListener = {
    onAnswered: (head, shape) => hear(`answered ${head.status} ${shape}`),
    onRefused: ({ head, body, told }) =>
      hear(`refused ${head.status} ${told === null ? shorten(body) : `${told.kind} ${told.status}`}`),
    onBytes(chunk) {
      hear(`bytes ${shorten(chunk)}`)
      return scene.takesMore
    },
    onComplete: (_, trailers) => hear(['complete', ...trailers].join(' ')),
    onCut: (_, cause) => hear(`cut: ${cause}`),
    onFailed: (failure) => hear(`failed: ${failure.kind}${'cause' in failure ? ` ${failure.cause}` : ''}`),
  }
  const context = {
    call: { ...CALL, ...call },
    createInflater: inflating.create,
    firstEventMs,
    now: () => now,
    onHeld: null,
    after(ms: number, callback: () => void) {
      const timer = { at: now + ms, callback }
      timers = [...timers, timer]
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
  }
  const line = { pause: () => hear('pause'), resume: () => hear('resume'), hangUp: () => hear('hang up') }
  const reading = new AnswerReading(context, line, listener)
  const scene: ReadingScene = {
    reading,
    heard,
    takesMore: true,
    when: (begins, work) => void reactions.push([begins, work]),
    head(status, contentType = 'application/json', encoding = 'identity') {
      const headers = ['content-type', contentType, 'content-encoding', encoding]
      reading.onHead({ status, statusText: '', headers })
    },
    data: (text) => reading.onData(new TextEncoder().encode(text)),
    inflate: () => inflating.inflate(),
    giveUp: () => inflating.giveUp(),
    pass(ms) {
      now += ms
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((one) => one !== timer)
        timer.callback()
      }
    },
  }
  return scene
}

/** Reads text as it is, only later. */
function createSlowInflater(): { readonly create: CreateInflater; inflate(): void; giveUp(): void } {
  let sink: InflaterSink | null = null
  let waiting: Uint8Array[] = []
  let finish: (() => void) | null = null
  return {
    create(encoding, given) {
      if (encoding === 'identity') return null
      sink = given
      return {
        write: (chunk) => void waiting.push(chunk),
        end(done) {
          finish = done
        },
        destroy() {
          sink = null
        },
      }
    },
    inflate() {
      const chunks = waiting
      waiting = []
      for (const chunk of chunks) sink?.onInflated(chunk)
      finish?.()
    },
    giveUp: () => sink?.onGivenUp(),
  }
}

/** Long bytes by how many they are. */
function shorten(bytes: Uint8Array): string {
  return bytes.length > 200 ? `${bytes.length} bytes` : new TextDecoder().decode(bytes)
}
