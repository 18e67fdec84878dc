/** A column of a listing: its title, and a row's cell in it. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

const GAP = '  '

/** Rows as aligned text, titles first. */
export function layOutTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const lines = [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) => column.cell(row)))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)))
  return lines.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}
