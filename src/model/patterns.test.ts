import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesPattern, servesModel } from './patterns.ts'

describe('patterns of models', () => {
  it.each([
    ['claude-*', 'claude-opus-5', true],
    ['claude-*', 'claude-', true],
    ['claude-*', 'Claude-opus-5', false],
    ['*', '', true],
    ['*opus*', 'claude-opus-5', true],
    ['claude', 'claude-opus', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['gpt.5', 'gpt-5', false],
  ])('%s on %s: %s', (pattern, model, matches) => {
    expect(matchesPattern(pattern, model)).toBe(matches)
  })

  it('match as a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 12 })
    fc.assert(
      fc.property(text, text, (pattern, model) => {
        const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
        expect(matchesPattern(pattern, model)).toBe(expression.test(model))
      }),
      { numRuns: 1_000 },
    )
  })

  it('do not hang on a hostile name', () => {
    expect(matchesPattern('*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(5_000))).toBe(false)
  })

  it('none means every model, and no model named is served by all', () => {
    expect([servesModel([], 'x'), servesModel(['y'], null), servesModel(['y', 'x*'], 'x1')]).toEqual([true, true, true])
    expect(servesModel(['y'], 'x')).toBe(false)
  })
})
