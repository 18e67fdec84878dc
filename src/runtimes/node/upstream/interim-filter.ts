const INTERIM = /^HTTP\/1\.[01] 1\d\d/
const CONTINUE = /^HTTP\/1\.[01] 100/
/** What may yet become the beginning of an interim answer. */
const BEGINNING = /^H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:[01](?: (?:1\d?)?)?)?)?)?)?)?)?)?$/
const TELLING_BYTES = 12
const HEAD_END = '\r\n\r\n'
/** A head that goes on beyond this is left to undici, which refuses it. */
const MAX_HELD = 128 * 1024
const NOTHING = Buffer.alloc(0)

/**
 * Takes unasked `100 Continue` heads out of an upstream's bytes. A client must be able to read them whether it asked or
 * not (RFC 9110 §15.2); undici breaks the connection instead. Other interim heads pass. It looks from `rearm` on until
 * the head of the answer itself.
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
    let passed: Buffer = NOTHING
    while (bytes.length > 0) {
      const start = bytes.toString('latin1', 0, TELLING_BYTES)
      const isInterim = INTERIM.test(start)
      const end = isInterim ? bytes.indexOf(HEAD_END) : -1
      if (end === -1) {
        if ((isInterim || BEGINNING.test(start)) && bytes.length <= MAX_HELD) this.#held = bytes
        else {
          this.#armed = false
          passed = join(passed, bytes)
        }
        return passed
      }
      const next = end + HEAD_END.length
      if (!CONTINUE.test(start)) passed = join(passed, bytes.subarray(0, next))
      bytes = bytes.subarray(next)
    }
    return passed
  }
}

function join(before: Buffer, after: Buffer): Buffer {
  return before.length === 0 ? after : Buffer.concat([before, after])
}
