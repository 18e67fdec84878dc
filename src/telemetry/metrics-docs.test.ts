import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseExposition } from '../../test/harness/exposition.ts'
import { readEverything } from './everything-fixture.ts'
import { printMetrics } from './metrics-exposition.ts'
import { FAMILIES } from './metrics-families.ts'

const families = parseExposition([...printMetrics(readEverything(), 'text')].join(''))
/** Every name that a query may ask for, with the labels its lines have. */
const labelsOf = new Map<string, Set<string>>()
for (const { samples } of families.values()) {
  for (const { name, labels } of samples) {
    labelsOf.set(name, new Set([...(labelsOf.get(name) ?? []), ...Object.keys(labels)]))
  }
}

function readDoc(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
}

/** Names of this gateway's metrics in a text of queries. */
function namesIn(text: string): string[] {
  return text.match(/\b(?:gen_ai_(?:client|server)|claudeflare|process|nodejs)_\w+/g) ?? []
}

describe('the Grafana dashboard', () => {
  const text = readDoc('grafana-claudeflare.json')
  const dashboard = JSON.parse(text) as {
    readonly __inputs: readonly { readonly name: string }[]
    readonly panels: readonly {
      readonly id: number
      readonly title: string
      readonly targets?: readonly { readonly expr: string }[]
    }[]
    readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] }
  }
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  )

  test('asks for a Prometheus, and for pool and account', () => {
    expect(dashboard['__inputs'].map(({ name }) => name)).toEqual(['DS_PROMETHEUS'])
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['pool', 'account'])
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    for (const { definition } of dashboard.templating.list)
      expect(labelsOf.has(namesIn(definition)[0] ?? '')).toBe(true)
  })

  test.each(queries)('%s: %s', (_title, expr) => {
    const names = namesIn(expr)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect([...labelsOf.keys()]).toContain(name)
    expect(expr.split('(').length).toBe(expr.split(')').length)
  })

  test.each(queries)('%s picks and groups by labels that are there: %s', (_title, expr) => {
    const known = new Set(namesIn(expr).flatMap((name) => [...(labelsOf.get(name) ?? [])]))
    const picked = [...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label]) => label)
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '))
    for (const label of [...picked, ...grouped]) expect([...known, ...SOMETIMES]).toContain(label)
  })
})

/** Labels that the example has no occasion for. */
const SOMETIMES = ['error', 'error_type', 'family']

describe('docs/metrics.md', () => {
  const text = readDoc('metrics.md')

  test.each([...families.keys()])('tells of %s', (name) => {
    expect(text).toContain(`\`${name}\``)
  })

  test('asks for nothing that is not there', () => {
    const known = new Set([...labelsOf.keys(), ...families.keys(), ...Object.keys(FAMILIES)])
    expect(namesIn(text).filter((name) => !known.has(name))).toEqual([])
  })
})
