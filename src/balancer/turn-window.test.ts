import { describe, expect, it } from 'vitest'
import { accountNamed } from './board-fixture.ts'
import { createMember } from './member.ts'
import { createTurnWindow } from './turn-window.ts'

const WINDOW = 300_000

describe('turns within a window', () => {
  it('are counted one by one, and fall out when they are as old as the window', () => {
    const member = createMember(accountNamed('a'), 0, { name: 'o', index: 0, markedUntil: 0 })
    const turns = createTurnWindow(WINDOW, 1)
    for (let time = 0; time < 5; time++) turns.take(member, time)
    const counts: number[] = []
    for (let time = 0; time < 6; time++) {
      turns.expire(WINDOW - 1 + time, () => undefined)
      counts.push(member.windowTurns)
    }
    expect(counts).toEqual([5, 4, 3, 2, 1, 0])
  })

  it('are counted in full also where more come than are remembered one by one', () => {
    const member = createMember(accountNamed('a'), 0, { name: 'o', index: 0, markedUntil: 0 })
    const turns = createTurnWindow(WINDOW, 1)
    for (let turn = 0; turn < 1_000_000; turn++) turns.take(member, turn / 100)
    expect(member.windowTurns).toBe(1_000_000)
    let changes = 0
    turns.expire(WINDOW + 10_000, () => changes++)
    expect(member.windowTurns).toBe(0)
    // 65,536 remembered alone; of the rest one for each slot of about 1.1 ms in 9.3 s.
    expect(changes).toBeLessThan(80_000)
  })
})
