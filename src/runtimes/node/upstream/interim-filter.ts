const CONTINUE = /^HTTP\/1\.[01] 100[ \r]/
const PREFIX = 'HTTP/1.1 100 '
const HEAD_END = '\r\n\r\n'
const NOTHING = Buffer.alloc(0)

/**
 * Takes unasked `100 Continue` heads out of an upstream's bytes. A client must be able to read them whether it asked or
 * not (RFC 9110 §15.2); undici breaks the connection instead. Looks at the first bytes after `rearm` only.
 */
export class InterimFilter {
  #armed = true
  #held: Buffer = NOTHING

  /** The next bytes begin an answer. */
  rearm(): void {
    this.#armed = true
    this.#held = NOTHING
  }

  /** The bytes to go on with; empty where more are needed to tell. */
  pass(chunk: Buffer): Buffer {
    if (!this.#armed) return chunk
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = NOTHING
    for (;;) {
      const start = bytes.toString('latin1', 0, PREFIX.length)
      if (start.length < PREFIX.length && couldBe(start)) return this.#hold(bytes)
      if (!CONTINUE.test(start)) {
        this.#armed = false
        return bytes
      }
      const end = bytes.indexOf(HEAD_END)
      if (end === -1) return this.#hold(bytes)
      bytes = bytes.subarray(end + HEAD_END.length)
    }
  }

  #hold(bytes: Buffer): Buffer {
    this.#held = bytes
    return NOTHING
  }
}

function couldBe(start: string): boolean {
  return PREFIX.startsWith(start) || PREFIX.replace('1.1', '1.0').startsWith(start)
}
