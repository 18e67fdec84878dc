import { cutTo, widthOf } from './text-width.ts'
import { paint, type Tone } from './tone.ts'
import type { View } from './view.ts'

/** A piece of a line, in one colour. */
export interface Span {
  readonly text: string
  readonly tone: Tone | null
}

export function plain(text: string): Span {
  return { text, tone: null }
}

/** Pieces as one line of at most so many columns. */
export function joinSpans(spans: readonly Span[], width: number, view: Pick<View, 'colour'>): string {
  let left = width
  let line = ''
  for (const { text, tone } of spans) {
    if (left <= 0) break
    const cut = cutTo(text, left)
    line += paint(cut, tone, view)
    left -= widthOf(cut)
  }
  return line
}
