import type { GatewayError } from '../model/errors.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Refusal } from '../model/refusal.ts'
import type { Usage } from '../model/usage.ts'

/** Server-sent events, or a JSON array that is written piece by piece. */
export type StreamShape = 'events' | 'array'

/** How an answer's body is to be read: of a `record` no more than the ids in it, of an `opaque` one nothing. */
export type BodyShape = StreamShape | 'json' | 'record' | 'opaque'

/** A vendor's answer with a status of 400 or more. */
export interface RefusedAnswer {
  readonly status: number
  /** By lower-case name. */
  header(name: string): string | null
  /** Of every header, in any case: some vendors' limits are known by a pattern of names only. */
  headerNames(): Iterable<string>
  /** Decompressed, at most 64 KB, possibly cut off. */
  readonly body: Uint8Array
  /** The model the call asked for. */
  readonly model: string | null
  /** Epoch ms. */
  readonly now: number
}

/** A vendor's answer, as far as it may tell of limits. */
export interface ToldAnswer {
  readonly status: number
  /** Names (in any case) and values in turn. */
  readonly headers: readonly string[]
  /** Of a refusal: decompressed, at most 64 KB, possibly cut off. `null` of any other answer. */
  readonly body: Uint8Array | null
  /** The model the call asked for. */
  readonly model: string | null
  /** Epoch ms. */
  readonly now: number
}

export interface MeterOptions {
  readonly shape: BodyShape
  /** The model the call asked for. */
  readonly model: string | null
  /** Epoch ms. */
  readonly now: number
  /** The answer's own `Date`, epoch ms, against which its dates are read. */
  readonly date: number | null
  /** Told an id of what the account holds from then on, maybe more than once; `null` where nobody asks. */
  readonly onHeld: ((id: string) => void) | null
}

/** Reads the facts of an answer's body as its bytes pass; its memory is bounded and it keeps no reference to them. */
export interface Meter {
  /** Takes the next (decompressed) bytes. Never throws. */
  feed(chunk: Uint8Array): void
  /** No more bytes will come. */
  end(): void
  /** What the stream's first event is: comments, pings and blank lines are none. Bodies that are no streams are sound. */
  readonly first: 'pending' | 'sound' | Refusal
  /** An error event after the first event. */
  readonly failure: Refusal | null
  /** Whether the protocol's end mark was seen (contract §6); always so where the body is no stream. */
  readonly ended: boolean
  /** As far as it is known by now. */
  readonly usage: Usage
  /** As the vendor names it, else as the call does. */
  readonly model: string | null
}

/** What there is to know about a vendor's way of speaking. */
export interface WireFormat {
  readonly protocol: Protocol
  /** The header (lower-case name) by which the vendor takes this credential. */
  placeCredential(credential: string): readonly [name: string, value: string]
  /** What a refusal says, read from status, headers and body together. Never throws. */
  readRefusal(answer: RefusedAnswer): Refusal
  /** What an answer of any status says about its account's limits; `null` where it says nothing. Never throws. */
  readLimits(answer: ToldAnswer): LimitsTold | null
  /** The gateway's own error in this protocol's envelope: JSON text. */
  writeError(error: GatewayError, requestId: string): string
  /**
   * What makes visible that a stream broke after it had begun. It begins with what ends an event (or a piece) that
   * was cut off, and is sent once, as the last thing before the connection is cut.
   */
  writeStreamError(error: GatewayError, shape: StreamShape): string
  createMeter(options: MeterOptions): Meter
}
