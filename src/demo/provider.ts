import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readCredential, recogniseAsked } from './asked.ts'
import type { Asked } from './asked.ts'
import { createRoll, createScripts } from './chance.ts'
import type { Scripts } from './chance.ts'
import { answerControl } from './control.ts'
import { deliver } from './deliver.ts'
import { createGate } from './gate.ts'
import type { Gate } from './gate.ts'
import { createJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { createKeeper } from './keeper.ts'
import type { Keeper } from './keeper.ts'
import { playLimited } from './limited.ts'
import { perform } from './perform.ts'
import { createQuotas } from './quotas.ts'
import type { Quotas } from './quotas.ts'
import type { Counts, Received } from './received.ts'
import type { Behaviour, Chance, FakeLimits, Step } from './step.ts'

export interface FakeProviderOptions {
  /** Decides what chance decides: 1 by default. */
  readonly seed?: number
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** `all` keeps the latest requests, 5,000 at least; `counts`, for load, counts them only. */
  readonly record?: 'all' | 'counts'
  /** Whether a credential is good at all: one that is not is refused, whatever its script says. All are by default. */
  readonly admits?: (credential: string) => boolean
  /** The clock of keys that have limits, epoch ms: the system's by default. */
  readonly now?: () => number
}

/** Scripts one credential; `*` stands for those without a script. */
interface KeyScript {
  /** Replaces the steps: one request, one step. */
  script(steps: readonly Step[]): KeyScript
  /** What holds after the steps. */
  otherwise(step: Step): KeyScript
  chance(chances: readonly Chance[]): KeyScript
  /** Limits that it truly has from now on, beside its steps. */
  limits(limits: FakeLimits): KeyScript
}

/** A server that speaks the three protocols on 127.0.0.1. */
export interface FakeProvider {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  on(key: string): KeyScript
  behave(key: string, behaviour: Behaviour): void
  received(key?: string): readonly Received[]
  counts(): Counts
  /** Lets go of every answer that is `held`, and holds none back until `reset`. */
  release(): void
  /** Forgets scripts and records; open connections stay. */
  reset(): void
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/** Starts a fake provider on 127.0.0.1. Rejects where the port is taken. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const journal = createJournal(options.record ?? 'all')
  const scripts = createScripts(createRoll(options.seed ?? 1))
  const keeper = createKeeper()
  const gate = createGate()
  const now = options.now ?? Date.now
  const quotas = createQuotas(now)
  const inside = { journal, scripts, keeper, quotas, gate, now, admits: options.admits ?? null }
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, noDelay: true, highWaterMark: 65_536 })
  server.on('request', (request, response) => onRequest(inside, request, response))
  // Errors of single sockets are part of the play.
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')

  const on = (key: string): KeyScript => {
    const change = (change: Behaviour) => {
      scripts.set(key, { ...scripts.get(key), ...change })
      return on(key)
    }
    return {
      script: (steps) => change({ steps }),
      otherwise: (step) => change({ otherwise: step }),
      chance: (chances) => change({ otherwise: chances }),
      limits: (limits) => change({ limits }),
    }
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    on,
    behave: (key, behaviour) => scripts.set(key, behaviour),
    received: (key) => journal.received(key),
    counts: () => journal.counts(),
    release: () => gate.open(),
    reset() {
      scripts.clear()
      journal.clear()
      keeper.clear()
      quotas.clear()
      gate.close()
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What the server is made of, for the control endpoint. */
interface Inside {
  readonly journal: Journal
  readonly scripts: Scripts
  readonly admits: ((credential: string) => boolean) | null
  readonly keeper: Keeper
  readonly quotas: Quotas
  readonly gate: Gate
  readonly now: () => number
}

const REFUSE: Step = { kind: 'refuse' }

function onRequest(inside: Inside, request: IncomingMessage, response: ServerResponse): void {
  const target = request.url ?? '/'
  if (target.startsWith('/__fake/')) {
    answerControl(inside, request, response)
    return
  }
  const header = (name: string) => readHeader(request, name)
  const key = readCredential(target, header)
  const step = inside.admits?.(key) === false ? REFUSE : inside.scripts.next(key)
  const entry = inside.journal.open({ request, response, key, step: step.kind })
  const withLimits = (asked: Asked, bodyLength: number): Step => {
    const limits = inside.scripts.limits(key)
    if (limits === null) return step
    const played = playLimited(inside.quotas, { key, limits, asked, bodyLength, now: inside.now() }, step)
    entry.onStep(played.kind)
    return played
  }
  const act = async (body: string): Promise<void> => {
    if (step.held === true) await inside.gate.pass(response)
    const asked = { ...recogniseAsked(target, header, body), keep: (id: string) => inside.keeper.keep(key, id) }
    const path = target.replace(/\?.*$/s, '')
    const about = { method: request.method ?? '', path, protocol: asked.protocol, key, body }
    const kept = step.kind === 'ok' ? inside.keeper.answer(about) : null
    if (kept === null) await perform(response, asked, withLimits(asked, body.length))
    else await deliver(response, { answer: kept, delivery: step, ending: 'end' })
  }
  const answer = (body: string) => {
    // A broken step is a bug of the script: it shows as a broken connection and in the log of whoever runs it.
    act(body).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  }
  const chunks: Buffer[] = []
  const atOnce = step.early === true || (step.kind === 'break' && step.at === 'before-body')
  request.on('error', () => undefined)
  if (atOnce) answer('')
  if (step.kind === 'break' && step.at === 'before-body') return
  request.on('data', (chunk: Buffer) => {
    entry.onBody(chunk)
    if (!atOnce) chunks.push(chunk)
  })
  request.on('end', () => {
    entry.onBodyEnd()
    if (!atOnce) answer(toText(chunks))
  })
}

/** Only what shapes the answer is looked for in it, so its first megabyte will do. */
function toText(chunks: readonly Buffer[]): string {
  const [first] = chunks
  if (first === undefined) return ''
  const whole = chunks.length === 1 ? first : Buffer.concat(chunks)
  return whole.toString('latin1', 0, 1_048_576)
}

function readHeader(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}
