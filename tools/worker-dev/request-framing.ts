import { isUnderApi } from '../../src/gateway/target.ts'
import type { Unread } from '../../src/runtimes/node/server/visits.ts'

/** Longer than any head or line that workerd takes. */
const LONGEST = 128 * 1024
const HEAD_END = '\r\n\r\n'
const LINE_END = '\r\n'

type Phase =
  | 'head'
  /** `left` bytes of a body, or of one chunk with its line's end. */
  | 'body'
  | 'chunk'
  | 'chunk-size'
  | 'trailers'
  /** What comes cannot be told apart: workerd sees to it. */
  | 'lost'

/** Follows the requests of one connection as they pass, to tell whether one of them has come in part (RFC 9112 §6, §7.1). */
export class RequestFraming {
  #phase: Phase = 'head'
  #left = 0
  /** What has come of a head, or of a line between chunks. */
  #text = ''
  #kind: Unread['kind'] = 'control'

  /** What the request is that has come in part; `null` where none has. */
  get unread(): Unread['kind'] | null {
    switch (this.#phase) {
      case 'lost':
        return null
      case 'head':
        return this.#text === '' ? null : 'control'
      case 'body':
      case 'chunk':
      case 'chunk-size':
      case 'trailers':
        return this.#kind
    }
  }

  /** Bytes come; tells whether a request began with them. */
  onBytes(bytes: Buffer): boolean {
    let begins = false
    let at = 0
    while (at < bytes.length && this.#phase !== 'lost') {
      if (this.#phase === 'body' || this.#phase === 'chunk') {
        at += this.#skip(bytes.length - at)
        continue
      }
      // Empty lines before a request are nothing (RFC 9112 §2.2).
      if (this.#phase === 'head' && this.#text === '' && isLineEnd(bytes[at])) {
        at += 1
        continue
      }
      begins ||= this.#phase === 'head' && this.#text === ''
      const end = this.#phase === 'head' ? HEAD_END : LINE_END
      const before = this.#text.length
      this.#text += bytes.toString('latin1', at)
      const found = this.#text.indexOf(end)
      if (found < 0) {
        if (this.#text.length > LONGEST) this.#phase = 'lost'
        return begins
      }
      at += found + end.length - before
      const text = this.#text.slice(0, found)
      this.#text = ''
      this.#onText(text)
    }
    return begins
  }

  #skip(most: number): number {
    const count = Math.min(most, this.#left)
    this.#left -= count
    if (this.#left === 0) this.#phase = this.#phase === 'chunk' ? 'chunk-size' : 'head'
    return count
  }

  #onText(text: string): void {
    switch (this.#phase) {
      case 'head':
        this.#onHead(text)
        return
      case 'chunk-size': {
        const size = Number.parseInt(text, 16)
        this.#left = size + LINE_END.length
        this.#phase = Number.isNaN(size) ? 'lost' : size === 0 ? 'trailers' : 'chunk'
        return
      }
      case 'trailers':
        if (text === '') this.#phase = 'head'
        return
      case 'body':
      case 'chunk':
      case 'lost':
    }
  }

  #onHead(head: string): void {
    const [line = ''] = head.split(LINE_END, 1)
    this.#kind = isUnderApi(line.split(' ', 2)[1] ?? '') ? 'control' : 'call'
    if (/\r\ntransfer-encoding:/i.test(head)) {
      this.#phase = 'chunk-size'
      return
    }
    this.#left = Number(/\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1] ?? 0)
    if (this.#left > 0) this.#phase = 'body'
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a
}
