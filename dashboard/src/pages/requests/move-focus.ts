import type { KeyboardEvent } from 'react'

export type Step = 'next' | 'previous' | 'first' | 'last'

const STEPS: Readonly<Record<string, Step>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
}

/** Where a key leads; `null` where it means something else. */
export function toStep({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): Step | null {
  return ctrlKey || metaKey || altKey ? null : (STEPS[key] ?? null)
}

/**
 * Goes from the row that has the focus, or the open one, to another. The focus goes along where it is on a row.
 * The id of the row that was reached; `null` where there is none that way.
 */
export function moveFocus(within: Element, step: Step, opened: string | null): string | null {
  const rows = [...within.querySelectorAll<HTMLElement>('[data-row]')]
  const isOnRow = rows.some((row) => row === document.activeElement)
  const here = rows.findIndex((row) => (isOnRow ? row === document.activeElement : row.dataset['row'] === opened))
  if (here === -1) return null
  const to = { next: here + 1, previous: here - 1, first: 0, last: rows.length - 1 }[step]
  const row = rows[to]
  if (row === undefined) return null
  if (isOnRow) row.focus()
  else row.scrollIntoView({ block: 'nearest' })
  return row.dataset['row'] ?? null
}
