import type { Protocol } from '../model/protocol.ts'
import type { Player } from './cast.ts'
import { CAST } from './cast.ts'
import type { Behaviour, Chance, FakeLimits, FakeUsage } from './step.ts'

/** Seconds after which the play begins again. */
export const PLAY_S = 60

interface Scene {
  readonly player: Player
  /** Seconds of the minute, from included, to excluded. */
  readonly from: number
  readonly to: number
  /** `left`: seconds until the scene is over. */
  readonly act: (left: number) => NonNullable<Behaviour['otherwise']>
}

/** Turns of conversations: most of their prompts are cached; now and then one begins, and writes a cache. */
const TURNS: readonly (readonly [weight: number, words: number, usage: FakeUsage])[] = [
  [40, 16, { input: 220, cacheRead: 14_000, cacheWrite5m: 300, output: 180 }],
  [30, 24, { input: 420, cacheRead: 22_000, cacheWrite5m: 600, output: 340 }],
  [15, 40, { input: 900, cacheRead: 9_000, output: 820 }],
  [12, 24, { input: 6_500, cacheWrite5m: 6_000, output: 420 }],
]

const WELL: readonly Chance[] = [
  ...TURNS.map(([weight, words, usage]): Chance => ({
    weight,
    step: { kind: 'ok', words, usage, firstAfterMs: 120, everyMs: 25 },
  })),
  { weight: 3, step: { kind: 'overload' } },
]

/** By the minute. They are met seldom enough, but their gauges move; Gemini tells of none. */
const LIMITS: Readonly<Record<Protocol, FakeLimits>> = {
  anthropic: { requests: 60, input: 40_000, output: 14_000 },
  openai: { requests: 90, tokens: 600_000 },
  gemini: {},
}

/** One limit of 20 s, one outage, one limit per minute, one account out of credit for a while: each minute anew. */
const SCENES: readonly Scene[] = [
  {
    player: 'anthropic-2',
    from: 5,
    to: 25,
    act: (left) => ({ kind: 'limit', retryAfter: String(left), resetS: left }),
  },
  {
    player: 'anthropic-3',
    from: 20,
    to: 35,
    act: () => [
      { weight: 6, step: { kind: 'fail', status: 500 } },
      { weight: 3, step: { kind: 'error-first', error: 'server' } },
      { weight: 1, step: { kind: 'break', at: 'mid-stream', everyMs: 20 } },
    ],
  },
  {
    player: 'anthropic-4',
    from: 40,
    to: 50,
    act: () => ({ kind: 'ok', words: 24, firstAfterMs: 1500 }),
  },
  {
    player: 'gemini-2',
    from: 30,
    to: 45,
    act: (left) => ({ kind: 'limit', quota: 'minute', retryDelay: `${left}s` }),
  },
  {
    player: 'openai-2',
    from: 10,
    to: 22,
    act: (left) => ({ kind: 'limit', retryAfter: String(left) }),
  },
]

/** How a player behaves in this second of the play. */
export function toBehaviour(player: Player, second: number): Behaviour {
  const at = second % PLAY_S
  const scene = SCENES.find((scene) => scene.player === player && at >= scene.from && at < scene.to)
  return { otherwise: scene?.act(Math.ceil(scene.to - at)) ?? WELL, limits: LIMITS[providerOf(player)] }
}

function providerOf(player: Player): Protocol {
  return CAST.find(({ name }) => name === player)?.provider ?? 'anthropic'
}
