import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LookAfter } from '../../src/runtimes/worker/look-after.ts'
import { PoolAlarm } from '../../src/runtimes/worker/pool-alarm.ts'

const NOW = 1_800_000_000_000

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

/** An object whose looks say when to look again: those given, then never. */
function looking(next: readonly (number | Error | null)[], lookAt = 0) {
  const plan = [...next]
  const looks: number[] = []
  const alarms: number[] = []
  const errors: string[] = []
  const kept = { lookAt }
  const alarm = new PoolAlarm({ setAlarm: async (at) => void alarms.push(at) }, null)
  const looker = new LookAfter({
    look() {
      looks.push(Date.now() - NOW)
      const due = plan.shift() ?? null
      if (due instanceof Error) throw due
      return due
    },
    alarm,
    store: { lookAt: () => kept.lookAt, setLookAt: (at) => void (kept.lookAt = at) },
    log: { error: (message) => void errors.push(message) },
  })
  function wake(): void {
    alarm.onAlarm()
    looker.onAlarm()
  }
  return { looker, looks, alarms, errors, kept, wake, alarm }
}

describe('it is looked', () => {
  test('a second after a change, and then no more often than every 15 s', () => {
    const { looker, looks, alarms } = looking([])
    looker.touch()
    looker.touch()
    vi.advanceTimersByTime(1_000)
    looker.touch()
    vi.advanceTimersByTime(20_000)
    expect([looks, alarms]).toEqual([[1_000, 16_000], []])
  })

  test('when the object is woken for it, and not when it is woken for something else', () => {
    const { looker, looks, alarms, kept, wake, alarm } = looking([NOW + 600_000])
    looker.touch()
    vi.advanceTimersByTime(1_000)
    expect([alarms, kept.lookAt]).toEqual([[NOW + 600_000], NOW + 600_000])
    void alarm.wakeAt(NOW + 60_000)
    vi.advanceTimersByTime(59_000)
    wake()
    expect([looks, alarms]).toEqual([[1_000], [NOW + 600_000, NOW + 60_000, NOW + 600_000]])
    vi.advanceTimersByTime(540_000)
    wake()
    expect([looks, kept.lookAt]).toEqual([[1_000, 600_000], 0])
  })

  test('by an object that was started anew meanwhile', () => {
    const { looks, wake } = looking([], NOW + 5_000)
    vi.advanceTimersByTime(5_000)
    wake()
    expect(looks).toEqual([5_000])
  })

  test('not again at once, whatever is due', () => {
    const { looker, alarms } = looking([NOW])
    looker.touch()
    vi.advanceTimersByTime(1_000)
    expect(alarms).toEqual([NOW + 16_000])
  })

  test('again after a bug', () => {
    const { looker, looks, errors } = looking([new Error('oops')])
    looker.touch()
    vi.advanceTimersByTime(20_000)
    expect([looks, errors]).toEqual([[1_000, 16_000], ['it could not be looked for alerts: Error: oops']])
  })
})
