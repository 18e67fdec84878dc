import { widthOf } from './text-width.ts'

/** What paints a word (`tone.ts`); it takes no columns. */
// oxlint-disable-next-line no-control-regex -- it is what a terminal is told
const PAINT = /\u001B\[\d+m/g

/** A sentence as lines of at most so many columns, broken between words; `null` does not break it. A longer word stays whole. */
export function wrapTo(text: string, width: number | null): readonly string[] {
  if (width === null || seenWidth(text) <= width) return [text]
  const lines: string[] = []
  let line: string | null = null
  for (const word of text.split(' ')) {
    const longer: string = line === null ? word : `${line} ${word}`
    if (line !== null && seenWidth(longer) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return line === null ? lines : [...lines, line]
}

function seenWidth(text: string): number {
  return widthOf(text.replace(PAINT, ''))
}
