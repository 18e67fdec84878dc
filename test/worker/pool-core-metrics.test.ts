import { describe, expect, test } from 'vitest'
import { NO_USAGE } from '../../src/model/usage.ts'
import { printMetrics } from '../../src/telemetry/metrics-exposition.ts'
import { parseExposition, sumOf } from '../harness/exposition.ts'
import { ending, openPool, type PoolBed } from './pool-bed.ts'

const USAGE = { ...NO_USAGE, input: 100_000, output: 0 }

function read(pool: PoolBed) {
  const families = parseExposition([...printMetrics(pool.core.telemetry.metrics(), 'text')].join(''))
  return (name: string) => sumOf(families, `claudeflare_${name}`)
}

function end(pool: PoolBed): void {
  const { id } = pool.open()
  const over = ending({ usage: USAGE, model: 'claude-sonnet-4-5' })
  pool.core.end(id, over)
  // Its answer was lost.
  pool.core.end(id, over)
}

describe("a pool's metrics", () => {
  test('count a request once, with what it cost, however often its end is told', () => {
    using pool = openPool()
    end(pool)
    const told = read(pool)
    expect(told('requests_total')).toBe(1)
    expect(told('attempts_total')).toBe(1)
    expect(told('cost_usd_total')).toBeCloseTo(0.3)
    expect(told('ledger_rows_queued')).toBe(1)
    pool.write()
    expect(read(pool)('ledger_rows_queued')).toBe(0)
  })

  test('begin anew with the object, as counters may', () => {
    using pool = openPool()
    end(pool)
    pool.write()
    pool.startAnew()
    expect(read(pool)('requests_total')).toBe(0)
    end(pool)
    expect(read(pool)('requests_total')).toBe(1)
  })

  test('are plain, so that they go from one object to another', () => {
    using pool = openPool()
    end(pool)
    expect(structuredClone(pool.core.telemetry.metrics())).toEqual(pool.core.telemetry.metrics())
  })
})
