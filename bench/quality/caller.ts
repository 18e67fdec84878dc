import type { Chance } from './chance.ts'
import type { ClockQueue } from './clock-queue.ts'
import type { Conversation, Thread, Turn } from './conversation.ts'
import type { Onlooker, Request, Result } from './gateway.ts'
import type { Usage } from '../../src/model/usage.ts'
import type { CallerHabits } from './world.ts'

/** One call of a caller, over all of its tries. */
export interface Called {
  readonly startedAt: number
  tries: number
  vendorRefusals: number
  heldMs: number
}

export interface CallerPorts {
  readonly queue: ClockQueue
  readonly habits: CallerHabits
  /** What every call allows. */
  readonly maxOutput: number
  readonly chance: Chance
  readonly ask: (request: Request, onlooker: Onlooker, done: (result: Result, now: number) => void) => void
  /** A call is over; `null` where it failed. One that was lost is not told of. */
  readonly onCalled: (called: Called, usage: Usage | null) => void
}

/** Above this many seconds the gateway tells clients not to wait by themselves (contract §6). */
const PATIENCE_S = 60
/** Without word of how long to wait, clients wait no longer than this, ms. */
const LONGEST_WAIT_MS = 8_000

/** Has the conversations, as programs do that use the vendors' clients. */
export class Caller {
  readonly #ports: CallerPorts

  constructor(ports: CallerPorts) {
    this.#ports = ports
  }

  converse(conversation: Conversation): void {
    this.#go({ conversation, thread: conversation.main, turn: 0, failures: 0 })
  }

  /** The thread's next turn, if it has one. */
  #go(place: Place): void {
    const turn = place.thread.turns[place.turn]
    if (turn === undefined) return
    const called: Called = { startedAt: this.#ports.queue.now(), tries: 0, vendorRefusals: 0, heldMs: 0 }
    this.#try({ place, turn, called, request: toRequest(place, turn, this.#ports.maxOutput) })
  }

  #try(calling: Calling): void {
    const { called, request } = calling
    called.tries++
    const onlooker: Onlooker = {
      onVendorRefused() {
        called.vendorRefusals++
      },
      onHeld(ms) {
        called.heldMs += ms
      },
    }
    this.#ports.ask(request, onlooker, (result, now) => this.#on(calling, result, now))
  }

  #on(calling: Calling, result: Result, now: number): void {
    const { place, turn, called } = calling
    const { queue, habits, onCalled } = this.#ports
    switch (result.kind) {
      case 'answered':
        onCalled(called, result.usage)
        for (const thread of turn.agents) this.#go({ ...place, thread, turn: 0, failures: 0 })
        queue.at(now + turn.thinkMs, () => this.#go({ ...place, turn: place.turn + 1, failures: 0 }))
        return
      case 'lost':
        queue.at(now + turn.thinkMs, () => this.#go(place))
        return
      case 'refused': {
        const isTold = result.retryAfterS !== null && result.retryAfterS > PATIENCE_S
        if (called.tries <= habits.retries && !isTold) {
          queue.at(now + this.#waitMs(called, result.retryAfterS), () => this.#try(calling))
          return
        }
        onCalled(called, null)
        const failures = place.failures + 1
        if (failures < habits.patience) queue.at(now + turn.thinkMs, () => this.#go({ ...place, failures }))
      }
    }
  }

  #waitMs({ tries }: Called, retryAfterS: number | null): number {
    const { habits, chance } = this.#ports
    if (retryAfterS !== null) return retryAfterS * 1_000
    return Math.min(LONGEST_WAIT_MS, habits.firstWaitMs * 2 ** (tries - 1)) * chance.between(0.75, 1)
  }
}

/** How far a thread has come. */
interface Place {
  readonly conversation: Conversation
  readonly thread: Thread
  readonly turn: number
  /** In a row. */
  readonly failures: number
}

interface Calling {
  readonly place: Place
  readonly turn: Turn
  readonly called: Called
  readonly request: Request
}

function toRequest({ conversation, thread }: Place, { prompt, output, firstByteMs }: Turn, maxOutput: number): Request {
  const { session, model, bytesPerToken } = conversation
  return {
    asked: { thread: thread.id, prompt, output, firstByteMs },
    call: { model, conversation: session },
    size: { bytes: Math.ceil(prompt * bytesPerToken), maxOutput, signed: false },
  }
}
