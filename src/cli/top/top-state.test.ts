import { describe, expect, it } from 'vitest'
import { fieldText } from '../fields.ts'
import { FAILOVER, toState } from './top-fixture.ts'
import { onKey, onServerEvent, sortedAccounts, type TopState } from './top-state.ts'

const press = (state: TopState, ...keys: readonly string[]): TopState =>
  keys.reduce((now, key) => {
    const next = onKey(now, key)
    return next === 'quit' ? now : next
  }, state)

const names = (state: TopState) => sortedAccounts(state).map((account) => fieldText(account, 'name'))

describe('keys', () => {
  it.each(['q', 'Q', '\u0003'])('%j quits', (key) => {
    expect(onKey(toState(), key)).toBe('quit')
  })

  it('p pauses and goes on', () => {
    expect(press(toState(), 'p').isPaused).toBe(true)
    expect(press(toState(), 'p', ' ').isPaused).toBe(false)
  })

  it('arrows, j and k select, and stop at both ends', () => {
    expect(press(toState(), 'j').selected).toBe('a')
    expect(press(toState(), 'j', '\u001B[B', 'j', 'j').selected).toBe('c')
    expect(press(toState(), 'k', '\u001B[A', 'k', 'k').selected).toBe('a')
  })

  it('s sorts in turn', () => {
    expect(names(press(toState(), 's'))).toEqual(['main', 'spare', 'asleep'])
    expect(names(press(toState(), 's', 's'))).toEqual(['spare', 'main', 'asleep'])
    expect(names(press(toState(), 's', 's', 's'))).toEqual(['asleep', 'main', 'spare'])
    expect(press(toState(), 's', 's', 's', 's').sort).toBe('as configured')
  })

  it('others do nothing', () => {
    const state = toState()
    expect(press(state, 'x', '\u001B[C')).toBe(state)
  })
})

describe('events', () => {
  it('change the accounts that they tell of, and take away those that are gone', () => {
    const data = {
      items: [
        { id: 'a', name: 'renamed' },
        { id: 'd', name: 'new' },
      ],
      removed: ['b'],
    }
    expect(names(onServerEvent(toState(), { name: 'accounts', data }))).toEqual(['renamed', 'asleep', 'new'])
  })

  it('keep what failed or failed over, the newest first', () => {
    const items = [{ id: 'fine', end: 'ok', failovers: 0 }, { id: 'x', end: 'failed', failovers: 0 }, FAILOVER]
    const state = onServerEvent(toState({ happenings: [] }), { name: 'requests', data: { items, skipped: 0 } })
    expect(state.happenings.map((item) => fieldText(item, 'id'))).toEqual(['req_1', 'x'])
  })

  it('of a later version change nothing', () => {
    const state = toState()
    expect(onServerEvent(state, { name: 'weather', data: {} })).toBe(state)
  })
})
