import { joinSpans } from '../look/spans.ts'
import type { View } from '../look/view.ts'
import { toFigures } from './top-figures.ts'
import type { TopState } from './top-state.ts'
import { toAccounts, toAttention, toHappenings, toPools } from './top-tables.ts'

export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

/** Lines that pools, attention and happenings take at the most; accounts have the rest. */
const MOST = { pools: 6, attention: 5, happenings: 8 } as const
const LEAST_ACCOUNTS = 3

/** One picture of the live view: no more lines than there are rows, none wider than the terminal. */
export function toFrame(state: TopState, size: FrameSize, look: Pick<View, 'colour' | 'now'>): readonly string[] {
  const width = Math.max(1, size.columns)
  const view: View = { ...look, width }
  const head = [...toFigures(state, width, view), '', ...toPools(state, view).slice(0, MOST.pools), '']
  const foot = toFoot(state, width, view)
  const attention = titled('ATTENTION', toAttention(state, view).slice(0, MOST.attention), view)
  const happenings = titled('LAST FAILOVERS AND FAILURES', toHappenings(state, view).slice(0, MOST.happenings), view)
  const left = Math.max(LEAST_ACCOUNTS, size.rows - head.length - 1)
  const wanted = state.accounts.size + 1
  // Accounts first, then what needs attention, then what happened; each gets what those before have left.
  const accounts = toAccounts(state, Math.max(LEAST_ACCOUNTS, Math.min(wanted, left - attention.length)), view)
  const after = [...attention, ...happenings].slice(0, Math.max(0, left - accounts.length))
  return [...[...head, ...accounts, ...after].slice(0, Math.max(0, size.rows - 1)), foot]
}

function titled(title: string, lines: readonly string[], view: View): readonly string[] {
  if (lines.length === 0) return []
  return ['', joinSpans([{ text: title, tone: 'quiet' }], view.width ?? 0, view), ...lines]
}

function toFoot({ sort, isPaused }: TopState, width: number, view: View): string {
  const keys = `q quits   p ${isPaused ? 'goes on' : 'pauses'}   ↑ ↓ select   s sorts (${sort})`
  return joinSpans([{ text: keys, tone: 'quiet' }], width, view)
}
