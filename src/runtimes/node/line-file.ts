import { Buffer } from 'node:buffer'
import { write, writeSync } from 'node:fs'

/** Lines are gathered into writes of about this many characters. */
const WRITE_LENGTH = 64 * 1024
/** Younger lines wait at most so long, ms. */
const FLUSH_MS = 100
/** A reader that does not read loses lines rather than make the server hold them all. */
const MAX_PENDING = 8 * 1024 * 1024
const RETRY_MS = 20

/**
 * Lines on their way to a file descriptor, gathered, one write at a time, never waited for. pino's own destination does
 * the same at several times the cost a line, which at a line a request is more than balancing costs.
 */
export class LineFile {
  readonly #descriptor: number
  #pending = ''
  /** What of a write under way is not on its way yet. */
  #writing: Buffer | null = null
  #lost = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
    setInterval(() => this.#send(), FLUSH_MS).unref()
  }

  write(line: string): void {
    if (this.#pending.length > MAX_PENDING) {
      this.#lost++
      return
    }
    this.#pending += line
    if (this.#pending.length >= WRITE_LENGTH) this.#send()
  }

  /** Everything has been handed to the system when it returns, but for a write under way, which ends by itself. */
  flushSync(): void {
    const rest = Buffer.from(this.#takePending())
    try {
      for (let at = 0; at < rest.length;) at += writeSync(this.#descriptor, rest, at)
    } catch {
      // nobody reads it any more
    }
  }

  #takePending(): string {
    const lost = this.#lost === 0 ? '' : `${this.#lost} lines were lost here: they came faster than they were read\n`
    const text = this.#pending + lost
    this.#pending = ''
    this.#lost = 0
    return text
  }

  #send(): void {
    if (this.#writing !== null || this.#pending === '') return
    this.#writing = Buffer.from(this.#takePending())
    this.#writeOn()
  }

  #writeOn(): void {
    const bytes = this.#writing
    if (bytes === null) return
    write(this.#descriptor, bytes, (error, written) => {
      if (this.#writing !== bytes) return
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#writeOn(), RETRY_MS).unref()
        return
      }
      this.#writing = error === null && written < bytes.length ? bytes.subarray(written) : null
      if (this.#writing !== null) this.#writeOn()
      else if (this.#pending.length >= WRITE_LENGTH) this.#send()
    })
  }
}
