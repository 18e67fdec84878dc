import { cutTo, padTo, widthOf } from './look/text-width.ts'
import { paint, type Tone } from './look/tone.ts'
import type { View } from './look/view.ts'
import { wrapTo } from './look/wrap.ts'

/** A column of a listing: its title, and a row's cell in it. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  /** Numbers stand to the right; to the left where it is absent. */
  readonly align?: 'right'
  readonly tone?: (row: Row) => Tone | null
  /** Columns that it takes at least, so that lines which come one by one stand below each other. */
  readonly least?: number
  /** Is not cut where others can be: it is copied from the screen, or nothing without its end. Nor are numbers. */
  readonly whole?: true
  /** Left out where the terminal is too narrow, the highest first; without one it stays. */
  readonly rank?: number
}

const GAP = '  '
/** A column of words is not made narrower than this while another can be left out; nor than that, if none can. */
const NARROW = 12
const NARROWEST = 4

/** Rows as aligned text, titles first; in a terminal no line is longer than it is wide. */
export function layOutTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  view: Pick<View, 'width' | 'colour'>,
): readonly string[] {
  const shown = view.width === null ? columns : choose(columns, rows, view.width)
  const titles = shown.map((column) => column.title)
  const cells = rows.map((row) => shown.map((column) => column.cell(row)))
  const natural = widthsOf(shown, rows)
  const widths = view.width === null ? natural : fit(shown, natural, view.width)
  const layOut = (line: readonly string[], toneOf: (column: Column<Row>) => Tone | null) =>
    shown
      .map((column, index) => {
        const width = widths[index] ?? 0
        const text = cutTo(line[index] ?? '', width)
        const room = ' '.repeat(Math.max(0, width - widthOf(text)))
        const painted = paint(text, toneOf(column), view)
        if (column.align === 'right') return room + painted
        return index === shown.length - 1 ? painted : painted + room
      })
      .join(GAP)
      .trimEnd()
  const toneIn = (row: Row | undefined) => (column: Column<Row>) =>
    row === undefined ? null : (column.tone?.(row) ?? null)
  return [layOut(titles, () => 'quiet'), ...cells.map((line, index) => layOut(line, toneIn(rows[index])))]
}

function widthsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly number[] {
  return columns.map(({ title, cell, least = 0 }) =>
    Math.max(least, widthOf(title), ...rows.map((row) => widthOf(cell(row)))),
  )
}

/** What there is to show of a column at the least. */
function leastOf<Row>(column: Column<Row>, natural: number): number {
  return column.whole === true || column.align === 'right' ? natural : Math.min(natural, NARROW)
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, GAP.length * (widths.length - 1))
}

/** The columns that there is room for. */
function choose<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): readonly Column<Row>[] {
  const natural = widthsOf(columns, rows)
  let left = columns.map((column, index) => ({ column, least: leastOf(column, natural[index] ?? 0) }))
  while (sum(left.map(({ least }) => least)) > width) {
    const highest = Math.max(...left.map(({ column }) => column.rank ?? 0))
    if (highest === 0) break
    const dropped = left.findLastIndex(({ column }) => column.rank === highest)
    left = left.toSpliced(dropped, 1)
  }
  return left.map(({ column }) => column)
}

/** Takes from the widest until all fit: from those that may be cut, and where that does not do from all. */
function fit<Row>(columns: readonly Column<Row>[], natural: readonly number[], width: number): readonly number[] {
  const cut = takeDown(natural, width, (index) => {
    const column = columns[index]
    return column === undefined ? 0 : leastOf(column, natural[index] ?? 0)
  })
  return takeDown(cut, width, () => NARROWEST)
}

function takeDown(from: readonly number[], width: number, leastAt: (index: number) => number): readonly number[] {
  const widths = [...from]
  while (sum(widths) > width) {
    const spare = widths.map((one, index) => (one <= leastAt(index) ? 0 : one))
    const most = Math.max(...spare)
    if (most === 0) break
    widths[spare.indexOf(most)] = most - 1
  }
  return widths
}

/** `NAME  value` lines, the names aligned; a value that does not fit goes on below its beginning. */
export function layOutPairs(
  pairs: readonly (readonly [string, string])[],
  view: Pick<View, 'width'>,
): readonly string[] {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)))
  const room = view.width === null ? null : Math.max(NARROW, view.width - width - GAP.length)
  return pairs.flatMap(([name, value]) =>
    wrapTo(value, room).map((line, index) => `${padTo(index === 0 ? name : '', width)}${GAP}${line}`.trimEnd()),
  )
}
