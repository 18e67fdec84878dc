import { cutTo } from './text-width.ts'

export interface Progress {
  show(line: string | null): void
  /** Takes the line away, since something else is printed. */
  clear(): void
}

/** To the line's beginning, and all of it gone. */
const WIPE = '\r\u001B[2K'

/** A line that tells how far something is, on a terminal alone. */
export function createProgress(output: NodeJS.WriteStream): Progress {
  let isShown = false
  const clear = () => {
    if (isShown) output.write(WIPE)
    isShown = false
  }
  return {
    clear,
    show(line) {
      if (!output.isTTY) return
      if (line === null) {
        clear()
        return
      }
      output.write(WIPE + cutTo(line, (output.columns || 80) - 1))
      isShown = true
    },
  }
}
