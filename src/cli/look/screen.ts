/** What a live view is drawn on. Whoever opened it closes it, whatever happens in between. */
export interface Screen {
  size(): { readonly columns: number; readonly rows: number }
  /** Bytes as they are, escape sequences and all. */
  write(text: string): void
  /** Told of each key, as its characters: `q`, `\u001B[A`. */
  onKeys(take: (keys: string) => void): void
  onResize(take: () => void): void
  /** Gives the terminal back as it was. */
  close(): void
}

const ENTER = '\u001B[?1049h\u001B[?25l'
const LEAVE = '\u001B[?25h\u001B[?1049l'

interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
}

/** Takes the terminal over: another page of it (alternate screen), no cursor, keys as they are pressed. */
export function openProcessScreen({ stdin, stdout }: Streams): Screen | null {
  if (!stdin.isTTY || !stdout.isTTY) return null
  const listeners: (() => void)[] = []
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    for (const stop of listeners) stop()
    process.off('exit', close)
    stdin.setRawMode(false)
    stdin.pause()
    stdout.write(LEAVE)
  }
  // Also where the process ends by an error that nobody foresaw.
  process.on('exit', close)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  stdout.write(ENTER)
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    write: (text) => void stdout.write(text),
    onKeys(take) {
      stdin.on('data', take)
      listeners.push(() => stdin.off('data', take))
    },
    onResize(take) {
      stdout.on('resize', take)
      listeners.push(() => stdout.off('resize', take))
    },
    close,
  }
}
