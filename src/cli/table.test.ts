import { describe, expect, it } from 'vitest'
import { widthOf } from './look/text-width.ts'
import { type Column, layOutTable } from './table.ts'

interface Row {
  readonly id: string
  readonly model: string
  readonly count: number
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', cell: ({ id }) => id, whole: true },
  { title: 'MODEL', cell: ({ model }) => model },
  { title: 'COUNT', cell: ({ count }) => String(count), align: 'right', rank: 1 },
]
const ROWS: readonly Row[] = [
  { id: 'req_107l6yotd6o', model: 'claude-sonnet-5-of-a-long-name', count: 7 },
  { id: 'req_107l6ynod8g', model: 'gpt-5', count: 12_345 },
]
const layOut = (width: number | null) => layOutTable(COLUMNS, ROWS, { width, colour: false })

describe('a table', () => {
  it('stands in columns, numbers to the right', () => {
    expect(layOut(null)).toEqual([
      'ID               MODEL                           COUNT',
      'req_107l6yotd6o  claude-sonnet-5-of-a-long-name      7',
      'req_107l6ynod8g  gpt-5                           12345',
    ])
  })

  it('fits the terminal: words are cut, what is copied and numbers are not', () => {
    expect(layOut(44)).toEqual([
      'ID               MODEL                 COUNT',
      'req_107l6yotd6o  claude-sonnet-5-of-…      7',
      'req_107l6ynod8g  gpt-5                 12345',
    ])
  })

  it('leaves out what matters least before it cuts all of the words away', () => {
    expect(layOut(30)[1]).toBe('req_107l6yotd6o  claude-sonne…')
  })

  it.each([80, 40, 25, 20, 10, 6])('is never wider than %d columns while there is anything to take from', (width) => {
    for (const line of layOut(width)) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(10, width))
  })

  it('is as wide with colours as without', () => {
    const toned = COLUMNS.map((column) => ({ ...column, tone: () => 'good' as const }))
    const coloured = layOutTable(toned, ROWS, { width: 44, colour: true })
    // oxlint-disable-next-line no-control-regex
    expect(coloured.map((line) => line.replaceAll(/\u001B\[\d*m/g, ''))).toEqual(layOut(44))
  })
})
