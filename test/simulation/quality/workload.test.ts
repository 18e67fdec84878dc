import { describe, expect, it } from 'vitest'
import { createArrivals, meanOutput, turnsOf } from '../../../bench/quality/arrivals.ts'
import { createConversation } from '../../../bench/quality/conversation.ts'
import { QUIET } from '../../../bench/quality/nuisances.ts'
import { USUAL_WORLD } from '../../../bench/quality/world.ts'

const { workload, vendor } = USUAL_WORLD
const CAPACITY = vendor.accounts * vendor.output
const MINUTE = 60_000

const conversations = Array.from({ length: 2_000 }, (_, index) =>
  createConversation(workload, { seed: 1, index, bytesOff: 0.3 }),
)

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('conversations', () => {
  it('have the sizes they are meant to have, in the mean', () => {
    const main = conversations.flatMap((one) => one.main.turns)
    expect(meanOf(main.map((turn) => turn.prompt))).toBeCloseTo(25_000, -3.4)
    expect(Math.max(...main.map((turn) => turn.prompt))).toBeLessThanOrEqual(workload.mostPrompt)
    expect(meanOf(main.map((turn) => turn.output)) / workload.output.mean).toBeCloseTo(1, 1)
    const growth = conversations.flatMap(({ main: { turns } }) =>
      turns.slice(1).map((turn, index) => turn.prompt - (turns[index]?.prompt ?? 0)),
    )
    expect(meanOf(growth)).toBeCloseTo(2_300, -2.3)
  })

  it('are the same for the same seed', () => {
    expect(createConversation(workload, { seed: 1, index: 7, bytesOff: 0.3 })).toEqual(conversations[7])
    expect(createConversation(workload, { seed: 2, index: 7, bytesOff: 0.3 })).not.toEqual(conversations[7])
  })

  it('end before their prompts are too large, or after as many turns as they may have', () => {
    const { most } = workload.turns
    for (const { main } of conversations) expect(main.turns.length).toBeLessThanOrEqual(most)
    const firsts = conversations.map(({ main }) => main.turns[0]?.prompt ?? 0).toSorted((a, b) => a - b)
    expect((firsts[firsts.length / 2] ?? 0) / workload.firstPrompt.median).toBeCloseTo(1, 1)
  })

  it('start sub-agents after some of their turns, with threads of their own', () => {
    const { share, count, firstPrompt, turns: length } = workload.agents
    const turns = conversations.flatMap((one) => one.main.turns)
    expect(turns.filter((turn) => turn.agents.length === count).length / turns.length).toBeCloseTo(share, 2)
    const agents = turns.flatMap((turn) => turn.agents)
    expect(new Set(agents.map((agent) => agent.id)).size).toBe(agents.length)
    expect(agents.every((agent) => agent.turns.length === length && agent.turns[0]?.prompt === firstPrompt)).toBe(true)
  })

  it('have texts of their own', () => {
    const bytes = conversations.map((one) => one.bytesPerToken / workload.bytesPerToken)
    expect(Math.min(...bytes)).toBeGreaterThanOrEqual(0.7)
    expect(Math.max(...bytes)).toBeLessThanOrEqual(1.3)
    expect(meanOf(bytes)).toBeCloseTo(1, 1)
  })
})

describe('arrivals', () => {
  /** Output tokens of the conversations that begin, a minute. */
  function offered(from: number, until: number, over: Partial<typeof USUAL_WORLD> = {}): number {
    const arrivals = createArrivals({ ...USUAL_WORLD, ...over }, { load: 0.5, seed: 3, start: 0 })
    let begun = 0
    for (let time = arrivals.after(0); time < until; time = arrivals.after(time)) if (time >= from) begun++
    return (begun * meanOutput(workload) * MINUTE) / (until - from)
  }
  const DAYS = 5 * 1_440 * MINUTE

  it('offer the share of the output capacity that the load says', () => {
    expect(offered(0, DAYS, { lengthMs: 2 * DAYS }) / CAPACITY).toBeCloseTo(0.5, 1)
  })

  it('leave out what somebody unseen uses, and follow a cut', () => {
    const nuisances = { ...QUIET, unseenShare: 0.2, cutTo: 0.5 }
    expect(offered(0, DAYS, { lengthMs: 2 * DAYS, nuisances }) / CAPACITY).toBeCloseTo(0.4, 1)
    expect(offered(DAYS, 2 * DAYS, { lengthMs: 2 * DAYS, nuisances }) / CAPACITY).toBeCloseTo(0.2, 1)
    const hard = { ...nuisances, arrivals: 'as before' } as const
    expect(offered(DAYS, 2 * DAYS, { lengthMs: 2 * DAYS, nuisances: hard }) / CAPACITY).toBeCloseTo(0.4, 1)
  })

  it('come more often in a burst', () => {
    const { factor, forMs, everyMs } = workload.burst
    const arrivals = createArrivals({ ...USUAL_WORLD, lengthMs: 2 * DAYS }, { load: 0.5, seed: 3, start: 0 })
    let within = 0
    let all = 0
    for (let time = arrivals.after(0); time < DAYS; time = arrivals.after(time)) {
      all++
      if (time % everyMs < forMs) within++
    }
    expect(within / all).toBeCloseTo((factor * forMs) / ((factor - 1) * forMs + everyMs), 1)
  })

  it('count every turn of a conversation', () => {
    const [first] = conversations
    const turns = first === undefined ? [] : turnsOf(first.main)
    expect(turns.length).toBe(
      (first?.main.turns ?? []).reduce((sum, turn) => sum + 1 + workload.agents.turns * turn.agents.length, 0),
    )
  })
})
