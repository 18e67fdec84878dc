import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, fetchFrom, readAnswer, credentialOf } from '../ask-server.ts'
import { FINE, type Invocation } from '../command.ts'
import { findServer } from '../find-server.ts'
import { readEvents, type ServerEvent } from './read-events.ts'

/** What is listened to. */
export interface Listening {
  readonly query: URLSearchParams
  /** Ends it. */
  readonly signal: AbortSignal
  onEvent(event: ServerEvent): void
  /** The connection is lost, and is made again after `ms`. */
  onLost(why: string, ms: number): void
  /** It is there again. */
  onBack(): void
}

export type Listened =
  /** Somebody wanted an end. */
  { readonly ok: true; readonly exit: number } | Extract<Answer, { ok: false }>

/** Ms between tries; twice as long each time. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** What trying again does not change. */
const FINAL: readonly number[] = [400, 401, 403, 404, 405]

/** Listens to `GET /api/events` until the signal; what breaks is connected anew, but for the first time. */
export async function listen(invocation: Invocation, listening: Listening): Promise<Listened> {
  const { signal } = listening
  let pauseMs = FIRST_PAUSE_MS
  for (let isFirst = true; ; isFirst = false) {
    // Found anew each time: one that starts again may have another port.
    const server = findServer(invocation)
    const told = server.ok
      ? await listenOnce(invocation, server.url, listening, () => {
          if (!isFirst) listening.onBack()
          pauseMs = FIRST_PAUSE_MS
        })
      : { ok: false as const, status: null, exit: server.status, sentences: server.sentences }
    if (signal.aborted) return { ok: true, exit: FINE }
    if (!told.ok && (isFirst || FINAL.includes(told.status ?? 0))) return told
    listening.onLost(told.ok ? 'the server has ended it' : told.sentences.join(' '), pauseMs)
    await pause(pauseMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return { ok: true, exit: FINE }
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
  }
}

async function listenOnce(
  { terminal }: Invocation,
  url: string,
  listening: Listening,
  onOpen: () => void,
): Promise<Answer> {
  const key = credentialOf(terminal)
  const path = `/api/events?${listening.query.toString()}`
  const opened = await fetchFrom({ url, key }, { method: 'GET', path, accept: 'text/event-stream' }, listening.signal)
  if (!opened.ok) return opened
  const { response } = opened
  if (!response.ok) return readAnswer({ status: response.status, text: await response.text() }, key)
  onOpen()
  try {
    for await (const event of readEvents(response.body ?? nothing())) listening.onEvent(event)
  } catch {
    // broken: as good as ended
  }
  return { ok: true, body: null }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
