import type { Attention, AttentionKind } from './attention-row.ts'
import { ATTENTION_ORDER } from './attention-row.ts'
import { spanInWords } from './words.ts'

/** Rows that are told at the most. */
const MAX_ROWS = 100
/** Accounts of one pool that are told one by one; of more, the sum. */
const ONE_BY_ONE = 3
/** Names that a sum tells. */
const NAMED = 3

const LEVELS = ['critical', 'warning', 'note'] as const

/** What many accounts of one pool have in common, as words after their number and pool. */
const IN_COMMON: Partial<Record<AttentionKind, string>> = {
  needs_sign_in: 'need sign-in',
  disabled: 'are disabled',
  cooling: 'cool down',
  near_limit: 'are close to a limit',
}

/** The most pressing first, at most 100; many accounts of one pool that have the same are one row. */
export function sumUp(rows: readonly Attention[], now: number): readonly Attention[] {
  const alike = Map.groupBy(rows, (row) =>
    IN_COMMON[row.kind] === undefined ? row.id : `${row.kind}:pool:${row.pool}`,
  )
  return mostPressing(
    [...alike].flatMap(([id, group]) => (group.length > ONE_BY_ONE ? [sumOf(id, group, now)] : group)),
  )
}

/** The most pressing first, at most 100. */
export function mostPressing(rows: readonly Attention[]): readonly Attention[] {
  return rows.toSorted(byPress).slice(0, MAX_ROWS)
}

function sumOf(id: string, group: readonly Attention[], now: number): Attention {
  const [first] = group
  if (first === undefined) throw new Error('there is no sum of nothing')
  const ends = group.flatMap(({ until }) => (until === null ? [] : [until]))
  const until = ends.length === 0 ? null : Math.min(...ends)
  return {
    ...first,
    id,
    text: `${group.length} accounts of pool ${first.pool} ${IN_COMMON[first.kind] ?? ''}${tellEnd(first.kind, until, now)}: ${tellNames(group)}.`,
    account: null,
    accountId: null,
    since: Math.min(...group.map(({ since }) => since)),
    until,
  }
}

function tellEnd(kind: AttentionKind, until: number | null, now: number): string {
  if (until === null || until <= now) return ''
  const span = spanInWords(until - now)
  return kind === 'near_limit' ? `; the first begins anew in ${span}` : `; the first is back in ${span}`
}

function tellNames(group: readonly Attention[]): string {
  const names = group.slice(0, NAMED).map(({ account }) => account)
  const more = group.length - names.length
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`
}

function byPress(a: Attention, b: Attention): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    ATTENTION_ORDER.indexOf(a.kind) - ATTENTION_ORDER.indexOf(b.kind) ||
    a.since - b.since ||
    (a.id < b.id ? -1 : 1)
  )
}
