import type { Player } from './cast.ts'
import type { Behaviour } from './step.ts'

/** Seconds after which the play begins again. */
export const PLAY_S = 60

interface Scene {
  readonly player: Player
  /** Seconds of the minute, from included, to excluded. */
  readonly from: number
  readonly to: number
  /** `left`: seconds until the scene is over. */
  readonly act: (left: number) => Behaviour
}

const WELL: Behaviour = {
  otherwise: [
    { weight: 97, step: { kind: 'ok', words: 24, firstAfterMs: 120, everyMs: 25 } },
    { weight: 3, step: { kind: 'overload' } },
  ],
}

/** One limit of 20 s, one outage, one limit per minute, one account out of credit for a while: each minute anew. */
const SCENES: readonly Scene[] = [
  {
    player: 'anthropic-2',
    from: 5,
    to: 25,
    act: (left) => ({ otherwise: { kind: 'limit', retryAfter: String(left), resetS: left } }),
  },
  {
    player: 'anthropic-3',
    from: 20,
    to: 35,
    act: () => ({
      otherwise: [
        { weight: 6, step: { kind: 'fail', status: 500 } },
        { weight: 3, step: { kind: 'error-first', error: 'server' } },
        { weight: 1, step: { kind: 'break', at: 'mid-stream', everyMs: 20 } },
      ],
    }),
  },
  {
    player: 'anthropic-4',
    from: 40,
    to: 50,
    act: () => ({ otherwise: { kind: 'ok', words: 24, firstAfterMs: 1500 } }),
  },
  {
    player: 'gemini-2',
    from: 30,
    to: 45,
    act: (left) => ({ otherwise: { kind: 'limit', quota: 'minute', retryDelay: `${left}s` } }),
  },
  {
    player: 'openai-2',
    from: 10,
    to: 22,
    act: (left) => ({ otherwise: { kind: 'limit', retryAfter: String(left) } }),
  },
]

/** How a player behaves in this second of the play. */
export function toBehaviour(player: Player, second: number): Behaviour {
  const at = second % PLAY_S
  const scene = SCENES.find((scene) => scene.player === player && at >= scene.from && at < scene.to)
  return scene === undefined ? WELL : scene.act(Math.ceil(scene.to - at))
}
