import { describe, expect, test } from 'vitest'
import { parseExposition, sumOf } from '../../test/harness/exposition.ts'
import { COOLING, poolOf } from './everything-fixture.ts'
import { MAX_ACCOUNTS } from './metrics-book.ts'
import { printMetrics } from './metrics-exposition.ts'
import { type SeenPool, toPoolReadings } from './metrics-gauges.ts'

function read(...pools: readonly SeenPool[]) {
  const families = parseExposition([...printMetrics(toPoolReadings(pools), 'text')].join(''))
  return (name: string, labels: Readonly<Record<string, string>> = {}) => sumOf(families, `claudeflare_${name}`, labels)
}

describe('an account', () => {
  test('is in one of its states', () => {
    const told = read({ name: 'lb', view: poolOf(['key-1'], COOLING) })
    const labels = { pool: 'lb', account: 'key-1', provider: 'anthropic' }
    expect(told('account_state', { ...labels, state: 'cooling' })).toBe(1)
    expect(told('account_state', labels)).toBe(1)
    expect(told('account_back_timestamp_seconds', { account: 'key-1' })).toBe(1_800_000_030)
    expect(told('account_model_cooldowns', labels)).toBe(1)
    expect(told('account_in_flight', labels)).toBe(3)
    expect(told('account_waiting', labels)).toBe(2)
  })

  test('tells how much of its limits is used, and until when', () => {
    const told = read({ name: 'lb', view: poolOf(['key-1'], COOLING) })
    const labels = { account: 'key-1', limit: 'unified-5h' }
    expect(told('account_limit_utilization_ratio', labels)).toBe(0.75)
    expect(told('account_limit_reset_timestamp_seconds', labels)).toBe(1_800_003_600)
  })

  test('may be known in two pools by one name', () => {
    const told = read({ name: 'lb', view: poolOf(['key-1']) }, { name: 'accounts', view: poolOf(['key-1']) })
    expect(told('account_state', { account: 'key-1', state: 'serving' })).toBe(2)
    expect(told('account_state', { pool: 'accounts', account: 'key-1', state: 'serving' })).toBe(1)
    expect(told('pool_info', { strategy: 'round-robin' })).toBe(2)
  })

  test('that is one too many is one of the others, whose limits nobody tells', () => {
    const names = Array.from({ length: MAX_ACCOUNTS + 3 }, (_, i) => `key-${i}`)
    const told = read({ name: 'lb', view: poolOf(names, COOLING) })
    expect(told('account_state', { account: '(other)', state: 'cooling' })).toBe(3)
    expect(told('account_in_flight', { account: '(other)' })).toBe(9)
    expect(told('account_limit_utilization_ratio', { account: '(other)' })).toBe(0)
    expect(told('account_state')).toBe(MAX_ACCOUNTS + 3)
  })

  test('has at most 20 limits, and all accounts 5,000', () => {
    const limits = Array.from({ length: 64 }, (_, i) => ({ ...COOLING.limits[0], name: `limit-${i}`, utilization: 1 }))
    const one = read({ name: 'lb', view: poolOf(['key-1'], { limits }) })
    expect(one('account_limit_utilization_ratio')).toBe(20)
    const names = Array.from({ length: 900 }, (_, i) => `key-${i}`)
    const many = read({ name: 'lb', view: poolOf(names, { limits }) })
    expect(many('account_limit_utilization_ratio')).toBe(5_000)
  })

  test('with limits of models shows the tightest, and the name of no model: callers choose them', () => {
    const limits = [limitOf('claude-opus-5', 0.5), limitOf('made-up', 0.875), COOLING.limits[0]]
    const pool = { name: 'lb', view: poolOf(['key-1'], { limits }) }
    const told = read(pool)
    expect(told('account_limit_utilization_ratio', { limit: 'unified-5h', scope: 'model' })).toBe(0.875)
    expect(told('account_limit_utilization_ratio', { limit: 'unified-5h', scope: 'account' })).toBe(0.75)
    expect([...printMetrics(toPoolReadings([pool]), 'text')].join('')).not.toContain('made-up')
  })

  test('with a limit of a family of models names it', () => {
    const limit = { ...COOLING.limits[0], scope: { kind: 'family', family: 'opus' } } as const
    const told = read({ name: 'lb', view: poolOf(['key-1'], { limits: [limit] }) })
    expect(told('account_limit_utilization_ratio', { scope: 'family', family: 'opus' })).toBe(0.75)
  })
})

function limitOf(model: string, utilization: number) {
  return { ...COOLING.limits[0], utilization, scope: { kind: 'model', model } } as const
}
