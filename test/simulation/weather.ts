import type { Outcome } from '../../src/model/outcome.ts'
import type { Refusal } from '../../src/model/refusal.ts'
import { HOUR, MINUTE, refusal } from '../../src/balancer/board-fixture.ts'

/** Numbers from 0 up to, not including, 1: the same ones for the same seed. (mulberry32) */
export function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const MOODS = ['fine', 'fine', 'fine', 'flaky', 'limited', 'spent', 'broken', 'dead', 'unreachable', 'busy'] as const

type Mood = (typeof MOODS)[number]

/** How one vendor's account behaves as time goes by: well, mostly, and then for a while in one bad way. */
export interface Weather {
  answer(now: number): Outcome
}

export function createWeather(random: () => number): Weather {
  let mood: Mood = 'fine'
  let changesAt = 0
  return {
    answer(now) {
      if (now >= changesAt) {
        mood = MOODS[Math.floor(random() * MOODS.length)] ?? 'fine'
        changesAt = now + 5_000 + random() * 5 * MINUTE
      }
      return outcomeOf(mood, { now, random })
    },
  }
}

function outcomeOf(mood: Mood, { now, random }: { now: number; random: () => number }): Outcome {
  let outcome: Outcome = { kind: 'answered', status: 200 }
  switch (mood) {
    case 'fine':
      break
    case 'flaky':
      if (random() < 0.6) outcome = refused({ kind: 'server', status: 500 })
      break
    case 'limited':
      outcome = refused({ until: now + 1 + Math.floor(random() * 90_000) })
      break
    case 'spent':
      outcome = refused({ kind: 'credit', status: 402, until: now + 3 * HOUR })
      break
    case 'broken':
      outcome = { kind: 'broken', sent: false, cause: 'ECONNRESET' }
      break
    case 'dead':
      outcome = refused({ kind: 'credential', status: 401 })
      break
    case 'unreachable':
      outcome = { kind: 'unreachable', cause: 'ECONNREFUSED' }
      break
    case 'busy':
      outcome = refused({ kind: 'overloaded', status: 529 })
      break
  }
  return outcome
}

function refused(over: Partial<Refusal>): Outcome {
  return { kind: 'refused', refusal: refusal(over) }
}
