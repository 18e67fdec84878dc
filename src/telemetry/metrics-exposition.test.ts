import { describe, expect, test } from 'vitest'
import { parseExposition, sumOf } from '../../test/harness/exposition.ts'
import { MetricsBook } from './metrics-book.ts'
import { printMetrics } from './metrics-exposition.ts'
import { FAMILIES } from './metrics-families.ts'
import { readEverything } from './everything-fixture.ts'
import { exampleRow } from './row-fixture.ts'

function print(readings: Parameters<typeof printMetrics>[0], format: 'text' | 'openmetrics' = 'text'): string {
  return [...printMetrics(readings, format)].join('')
}

describe('what is printed', () => {
  test.each(['text', 'openmetrics'] as const)('is well-formed, with a line of every metric there is: %s', (format) => {
    const families = parseExposition(print(readEverything(), format), format)
    const expected = Object.entries(FAMILIES).map(([name, { type }]) =>
      type === 'counter' && format === 'text' ? `${name}_total` : name,
    )
    expect([...families.keys()]).toEqual(expected)
    for (const { help, samples } of families.values()) {
      expect(help).not.toBe('')
      expect(samples.length).toBeGreaterThan(0)
    }
  })

  test('has whole bounds with a point in OpenMetrics alone', () => {
    expect(print(readEverything(), 'text')).toContain('le="1"}')
    expect(print(readEverything(), 'openmetrics')).toContain('le="1.0"}')
  })

  test('comes in parts that are the same put together', () => {
    const book = new MetricsBook({ providerOf: () => null })
    book.add(Array.from({ length: 150 }, (_, i) => exampleRow({ model: `model-${i}` })))
    const parts = [...printMetrics(book.readings(), 'text')]
    expect(parts.length).toBeGreaterThan(2)
    expect(sumOf(parseExposition(parts.join('')), 'claudeflare_requests_total')).toBe(150)
  })

  test('of nothing is nothing, which OpenMetrics ends', () => {
    expect(print([])).toBe('')
    expect(print([], 'openmetrics')).toBe('# EOF\n')
  })
})

describe('readings of several places', () => {
  test('add up, label set by label set', () => {
    const one = { family: 'claudeflare_ledger_rows_queued', points: [{ kind: 'value', labels: '', value: 3 }] } as const
    expect(print([one, one])).toContain('\nclaudeflare_ledger_rows_queued 6\n')
    const spread = {
      family: 'gen_ai_server_time_per_output_token_seconds',
      points: [
        { kind: 'spread', labels: 'pool="lb"', counts: [1, 2, ...Array.from({ length: 12 }, () => 0)], sum: 0.5 },
      ],
    } as const
    const told = print([spread, spread])
    expect(told).toContain('gen_ai_server_time_per_output_token_seconds_bucket{pool="lb",le="0.01"} 2\n')
    expect(told).toContain('gen_ai_server_time_per_output_token_seconds_count{pool="lb"} 6\n')
    expect(told).toContain('gen_ai_server_time_per_output_token_seconds_sum{pool="lb"} 1\n')
  })

  test('of another version are left out where they are not known, or have other buckets', () => {
    const unknown = { family: 'claudeflare_news', points: [{ kind: 'value', labels: '', value: 3 }] } as const
    const other = {
      family: 'gen_ai_server_time_per_output_token_seconds',
      points: [{ kind: 'spread', labels: '', counts: [1, 2], sum: 0.5 }],
    } as const
    expect(print([unknown, other])).not.toMatch(/^[^#]/m)
  })
})
