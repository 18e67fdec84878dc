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
export async function readRequestBody(request: Request, ledger: BodyLedger): Promise<BodyRead> {
  const { body, headers } = request
  if (body === null) return { kind: 'whole', bytes: EMPTY }
  const length = headers.get('content-length')
  const account = new Account(ledger)
  try {
    return length === null ? await readPieces(body, account) : await readDeclared(request, Number(length), account)
  } catch {
    account.hold(0)
    return { kind: 'gone' }
  }
}

/** What is announced is taken at once: bodies that come side by side must not keep each other from ever being whole. */
async function readDeclared(request: Request, length: number, account: Account): Promise<BodyRead> {
  const refused = length > MAX_BODY_BYTES ? TOO_LARGE : account.hold(length)
  if (refused === null) return { kind: 'whole', bytes: new Uint8Array(await request.arrayBuffer()) }
  await request.body?.pipeTo(new WritableStream())
  return refused
}

async function readPieces(body: ReadableStream<Uint8Array>, account: Account): Promise<BodyRead> {
  const pieces: Uint8Array[] = []
  let size = 0
  let refused: Refused | null = null
  for await (const piece of body) {
    if (refused !== null) continue
    size += piece.length
    refused = size > MAX_BODY_BYTES ? TOO_LARGE : account.hold(size)
    if (refused === null) pieces.push(piece)
    else pieces.length = 0
  }
  if (refused !== null) account.hold(0)
  return refused ?? { kind: 'whole', bytes: joinBytes(pieces) }
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
