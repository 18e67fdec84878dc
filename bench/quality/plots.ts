import type { NamedWorld } from './options.ts'
import type { Panel, Plot } from './plot.ts'
import type { Cell } from './results.ts'
import { medianOf } from './results.ts'
import type { Figures } from './tally.ts'

/** By the end of the file's name. */
export function toPlots(worlds: readonly NamedWorld[], cells: readonly Cell[]): ReadonlyMap<string, Plot> {
  const panels = (figure: keyof Figures, factor: number): Panel[] =>
    worlds.map(({ name }, world) => ({
      title: `nuisances ${name}`,
      lines: toLines(
        cells.filter((cell) => cell.world === world),
        (cell) => factor * medianOf(cell, figure),
      ),
    }))
  return new Map([
    ['failed', { title: 'Calls that failed', axis: '% of calls', panels: panels('failed', 100) }],
    ['429s', { title: '429s from vendors', axis: 'per 100 calls', panels: panels('refusals', 1) }],
    ['cache', { title: 'Input read from cache', axis: '% of tokens', panels: panels('cached', 100) }],
  ])
}

function toLines(cells: readonly Cell[], valueOf: (cell: Cell) => number): Panel['lines'] {
  const contenders = [...new Set(cells.map(({ contender }) => contender))]
  return contenders.map((contender) => ({
    contender,
    points: cells.filter((cell) => cell.contender === contender).map((cell) => [cell.load, valueOf(cell)] as const),
  }))
}
