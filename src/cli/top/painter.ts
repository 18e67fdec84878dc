import type { Screen } from '../look/screen.ts'

/** Puts pictures on a screen. */
export interface Painter {
  draw(lines: readonly string[]): void
  /** What stands there is not what was drawn: the next picture is drawn whole. */
  forget(): void
}

/** Synchronized output: the terminal shows a picture when it is whole. Terminals that do not know it pass over it. */
const BEGIN = '\u001B[?2026h'
const END = '\u001B[?2026l'
const CLEAR = '\u001B[2J'
const TO_LINE_END = '\u001B[K'

/** Writes only lines that changed, so that nothing flickers and a slow connection keeps up. */
export function createPainter(screen: Pick<Screen, 'write'>): Painter {
  let drawn: readonly string[] | null = null
  return {
    draw(lines) {
      const before = drawn ?? []
      const changed: string[] = drawn === null ? [CLEAR] : []
      for (let row = 0; row < Math.max(lines.length, before.length); row += 1) {
        if (drawn !== null && lines[row] === before[row]) continue
        changed.push(`\u001B[${row + 1};1H${lines[row] ?? ''}${TO_LINE_END}`)
      }
      drawn = lines
      if (changed.length > 0) screen.write(BEGIN + changed.join('') + END)
    },
    forget() {
      drawn = null
    },
  }
}
