import type { Dispatcher } from 'undici'
import type { AnswerListener, UpstreamHead } from '../../../gateway/answer-listener.ts'
import type { BodyWatch } from '../../../gateway/body-watch.ts'
import type { ReadingContext, UpstreamLine } from '../../../gateway/answer-reading.ts'
import { AnswerReading } from '../../../gateway/answer-reading.ts'
import { isDelimited } from '../../../gateway/read-answer.ts'
import { toBreakWords } from '../../../model/break-words.ts'
import type { Connection, Connections } from './connections.ts'
import { AddressBarred } from './public-lookup.ts'
import { toCause, toStrings } from './undici-values.ts'

/** What only Node's connections tell, beside what every answer does. */
export interface NodeListener extends AnswerListener {
  /** A 1xx before the answer. */
  onInterim(head: UpstreamHead): void
  /** The connection had closed while it was idle; nothing was sent. Ends the attempt like the others do. */
  onStale(): void
}

/** One attempt as undici reports it. */
export class UpstreamAnswer implements Dispatcher.DispatchHandler, UpstreamLine {
  readonly #connection: Connection
  readonly #connections: Connections
  readonly #listener: NodeListener
  readonly #reading: AnswerReading
  #controller: Dispatcher.DispatchController | null = null
  #begun = false
  #sent = false

  constructor(
    context: ReadingContext & { readonly connections: Connections },
    connection: Connection,
    listener: NodeListener,
  ) {
    this.#connections = context.connections
    this.#connection = connection
    this.#listener = listener
    this.#reading = new AnswerReading(context, this, listener)
  }

  /** Nobody wants it any more: the vendor is hung up on at once, and nothing is reported after this. See `AnswerReading`. */
  abort(): BodyWatch | null {
    return this.#reading.abort()
  }

  /** The refusal that was reported goes to the caller. */
  passOn(): void {
    this.#reading.passOn()
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    this.#controller?.resume()
  }

  hangUp(): void {
    this.#controller?.abort(new Error('no longer wanted'))
    this.#connection.destroy()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.#begun = true
    this.#connection.expectAnswer()
    this.#reading.onBegun()
  }

  onRequestSent(): void {
    this.#connection.watchFlush((left) => {
      this.#sent = left
    })
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, statusText = ''): void {
    if (this.#reading.isOver) return
    const head = { status, statusText, headers: toStrings(controller.rawHeaders) }
    if (status < 200) this.#listener.onInterim(head)
    else this.#reading.onHead(head)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#reading.onData(chunk)
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const reset = isDelimited(this.#reading.head) ? null : this.#connection.broken
    this.#connections.release(this.#connection)
    if (reset === null) this.#reading.onEnd(toStrings(controller.rawTrailers))
    else this.#reading.onBroken(toBreakWords(reset), this.#sent)
  }

  onResponseError(_: unknown, error: Error): void {
    this.#connection.destroy()
    if (this.#reading.isOver) return
    const cause = toCause(error)
    if (this.#begun) this.#reading.onBroken(toBreakWords(cause), this.#sent)
    else if (this.#connection.reused) {
      this.#reading.close()
      this.#listener.onStale()
    } else this.#reading.fail({ kind: error instanceof AddressBarred ? 'barred' : 'unreachable', cause })
  }
}
