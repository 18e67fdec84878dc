import { type Figure, standingOf } from './figure.ts'

/** The rows of the table as text, headings first. */
function toRows(figures: readonly Figure[]): string[][] {
  const headings = ['figure', 'to reach', 'aim', 'measured', 'spread', 'standing', 'made of']
  return [headings, ...figures.map(toRow)]
}

export function toTerminal(figures: readonly Figure[]): string {
  const rows = toRows(figures)
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function toMarkdown(figures: readonly Figure[]): string {
  const [headings = [], ...rows] = toRows(figures)
  const lines = [headings, headings.map(() => '---'), ...rows]
  return lines.map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function toRow(figure: Figure): string[] {
  const { bound, measured, unit } = figure
  const sign = bound.kind === 'at least' ? '≥ ' : '≤ '
  const limit = (value: number): string => `${sign}${value}${unit === '×' ? '×' : ` ${unit}`}`
  return [
    figure.name,
    bound.kind === 'none' ? '–' : limit(bound.reach),
    bound.kind === 'none' ? '–' : limit(bound.aim).slice(2),
    withUnit(measured.median, unit),
    `${withUnit(measured.least, unit)} – ${withUnit(measured.most, unit)}`,
    standingOf(figure),
    figure.detail,
  ]
}

function withUnit(value: number, unit: Figure['unit']): string {
  return `${value.toFixed(value < 20 ? 2 : 1)}${unit === '×' ? '×' : ` ${unit}`}`
}
