import type { Behaviour, Chance, FakeLimits, Step } from './step.ts'

/** A number from 0 to under 1; the same seed gives the same row of them. */
export type Roll = () => number

/** Mulberry32: small, even, and repeatable, which is all that a rehearsal needs. */
export function createRoll(seed: number): Roll {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a key does next; its steps are used up. */
export interface Scripts {
  next(key: string): Step
  set(key: string, behaviour: Behaviour): void
  get(key: string): Behaviour
  /** The limits that a key truly has; `null` for none. */
  limits(key: string): FakeLimits | null
  clear(): void
}

const OK: Step = { kind: 'ok' }

export function createScripts(roll: Roll): Scripts {
  const byKey = new Map<string, { behaviour: Behaviour; taken: number }>()
  return {
    next(key) {
      const script = byKey.get(key) ?? byKey.get('*')
      if (script === undefined) return OK
      const step = script.behaviour.steps?.[script.taken]
      script.taken += 1
      return step ?? choose(script.behaviour.otherwise ?? OK, roll)
    },
    set(key, behaviour) {
      byKey.set(key, { behaviour, taken: 0 })
    },
    get: (key) => byKey.get(key)?.behaviour ?? {},
    limits: (key) => (byKey.get(key) ?? byKey.get('*'))?.behaviour.limits ?? null,
    clear: () => byKey.clear(),
  }
}

function choose(otherwise: Step | readonly Chance[], roll: Roll): Step {
  if ('kind' in otherwise) return otherwise
  let left = roll() * otherwise.reduce((sum, { weight }) => sum + weight, 0)
  for (const { weight, step } of otherwise) {
    left -= weight
    if (left < 0) return step
  }
  return OK
}
