import type { BodyLedger } from '../../gateway/body-ledger.ts'
import { MAX_BODY_BYTES } from '../../gateway/body-ledger.ts'
import { joinBytes } from '../../gateway/join-bytes.ts'

export type BodyRead =
  /** What it holds stays taken from the ledger. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'overloaded' }
  /** The caller went away before its end. */
  | { readonly kind: 'gone' }

type Refused = Extract<BodyRead, { kind: 'too-large' | 'overloaded' }>

const EMPTY = new Uint8Array(0)
const TOO_LARGE: Refused = { kind: 'too-large' }
const OVERLOADED: Refused = { kind: 'overloaded' }

/** Reads a request's body whole, up to 32 MB. Of one that is refused the rest is read and dropped, so that its sender hears why. */
export async function readRequestBody({ body, headers }: Request, ledger: BodyLedger): Promise<BodyRead> {
  if (body === null) return { kind: 'whole', bytes: EMPTY }
  const length = headers.get('content-length')
  // What is announced is taken at once: bodies that come side by side must not keep each other from ever being whole.
  const declared = length === null ? 0 : Number(length)
  const account = new Account(ledger)
  let refused = declared > MAX_BODY_BYTES ? TOO_LARGE : account.hold(declared)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      if (refused !== null) continue
      size += chunk.length
      refused = size > MAX_BODY_BYTES ? TOO_LARGE : account.hold(Math.max(size, declared))
      if (refused === null) chunks.push(chunk)
      else chunks.length = 0
    }
  } catch {
    account.hold(0)
    return { kind: 'gone' }
  }
  account.hold(refused === null ? size : 0)
  return refused ?? { kind: 'whole', bytes: joinBytes(chunks) }
}

/** What one body has taken from the ledger. */
class Account {
  readonly #ledger: BodyLedger
  #held = 0

  constructor(ledger: BodyLedger) {
    this.#ledger = ledger
  }

  /** Holds just so much; `OVERLOADED`, and all as before, where all bodies together would hold too much. */
  hold(size: number): Refused | null {
    const more = size - this.#held
    if (more > 0 && !this.#ledger.take(more)) return OVERLOADED
    if (more < 0) this.#ledger.giveBack(-more)
    this.#held = size
    return null
  }
}
