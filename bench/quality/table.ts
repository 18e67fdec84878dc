import type { NamedWorld } from './options.ts'
import type { Cell } from './results.ts'
import { medianAgainst, medianOf } from './results.ts'
import type { Figures } from './tally.ts'

interface Column {
  readonly heading: string
  readonly figure: keyof Figures
  readonly toText: (value: number) => string
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
const whole = (value: number): string => Math.round(value).toLocaleString('en')

const COLUMNS: readonly Column[] = [
  { heading: 'calls', figure: 'calls', toText: whole },
  { heading: 'failed', figure: 'failed', toText: percent },
  { heading: '429s per 100 calls', figure: 'refusals', toText: (value) => value.toFixed(2) },
  { heading: 'input from cache', figure: 'cached', toText: percent },
  { heading: 'cost per call', figure: 'cost', toText: whole },
  { heading: 'held, mean', figure: 'heldMean', toText: (value) => `${whole(value)} ms` },
  { heading: 'held, p95', figure: 'heldP95', toText: (value) => `${whole(value)} ms` },
  { heading: 'first try', figure: 'firstTry', toText: percent },
  { heading: 'calls a second of CPU', figure: 'callsPerSecond', toText: whole },
]

/** The medians of every contender, a table for each load, under a heading for each world. */
export function toTables(worlds: readonly NamedWorld[], cells: readonly Cell[]): string {
  return worlds
    .map(({ name }, world) => {
      const here = cells.filter((cell) => cell.world === world)
      const loads = [...new Set(here.map(({ load }) => load))]
      const tables = loads.map((load) => {
        const rows = here.filter((cell) => cell.load === load).map(toRow)
        return `Load ${load}:\n\n${toMarkdown(['strategy', ...COLUMNS.map(({ heading }) => heading)], rows)}`
      })
      return [`## Nuisances: ${name}`, ...tables].join('\n\n')
    })
    .join('\n\n')
}

function toRow(cell: Cell): string[] {
  return [cell.contender, ...COLUMNS.map(({ figure, toText }) => toText(medianOf(cell, figure)))]
}

/** What `headroom` has to reach beside the omniscient chooser; empty where one of them did not run. */
export function toStanding(worlds: readonly NamedWorld[], cells: readonly Cell[]): string {
  const rows = cells.flatMap((ours) => {
    if (ours.contender !== 'headroom') return []
    const bound = cells.find(
      (cell) => cell.contender === 'omniscient' && cell.load === ours.load && cell.world === ours.world,
    )
    return bound === undefined ? [] : [toStandingRow(ours, bound, worlds[ours.world]?.name ?? '')]
  })
  if (rows.length === 0) return ''
  const headings = [
    'nuisances',
    'load',
    '429s per 100 calls (≤ 0.5 up to 0.9)',
    'failed above the bound (≤ 1 point)',
    'cache share below it (≤ 2 points)',
    'cost against it (≤ 1.05×)',
  ]
  return `## Headroom beside the bound\n\n${toMarkdown(headings, rows)}`
}

function toStandingRow(ours: Cell, bound: Cell, world: string): string[] {
  const refusals = medianOf(ours, 'refusals')
  const failed = 100 * medianAgainst(ours, bound, (one, other) => one.failed - other.failed)
  const cached = 100 * medianAgainst(ours, bound, (one, other) => other.cached - one.cached)
  const cost = medianAgainst(ours, bound, (one, other) => one.cost / other.cost)
  return [
    world,
    String(ours.load),
    mark(refusals.toFixed(2), ours.load > 0.9 || refusals <= 0.5 ? 'reached' : 'missed'),
    mark(failed.toFixed(2), failed <= 1 ? 'reached' : 'missed'),
    mark(cached.toFixed(2), cached <= 2 ? 'reached' : 'missed'),
    mark(cost.toFixed(3), cost <= 1.05 ? 'reached' : 'missed'),
  ]
}

function mark(text: string, standing: 'reached' | 'missed'): string {
  return standing === 'reached' ? text : `${text} (missed)`
}

/** Padded, so that it can be read as it is. */
function toMarkdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(headings), rule, ...rows.map(line)].join('\n')
}
