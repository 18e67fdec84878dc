import { expect, test } from 'vitest'
import { CAST } from './cast.ts'
import type { Player } from './cast.ts'
import { PLAY_S, toBehaviour } from './scenes.ts'

function kindsOf(player: Player, second: number): string[] {
  const { otherwise = [] } = toBehaviour(player, second)
  return 'kind' in otherwise ? [otherwise.kind] : otherwise.map(({ step }) => step.kind)
}

const SECONDS = Array.from({ length: PLAY_S }, (_, second) => second)

test('one account is limited for 20 s of every minute, and says how long it still is', () => {
  const limited = SECONDS.filter((second) => kindsOf('anthropic-2', second).includes('limit'))
  expect(limited).toHaveLength(20)
  expect(toBehaviour('anthropic-2', 5)).toMatchObject({ otherwise: { retryAfter: '20' } })
  expect(toBehaviour('anthropic-2', 24 + PLAY_S)).toMatchObject({ otherwise: { retryAfter: '1' } })
})

test('at every moment each provider has an account that is well', () => {
  for (const second of SECONDS) {
    for (const provider of ['anthropic', 'gemini', 'openai'] as const) {
      const players = CAST.filter((player) => player.provider === provider)
      const well = players.some(({ name }) => kindsOf(name, second).includes('ok'))
      expect(well, `${provider} at ${second} s`).toBe(true)
    }
  }
})
