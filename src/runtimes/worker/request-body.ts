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

const EMPTY = new Uint8Array(0)

/** Reads a request's body whole, up to 32 MB. Of one that is refused the rest is read and dropped, so that its sender hears why. */
export async function readRequestBody(request: Request, ledger: BodyLedger): Promise<BodyRead> {
  if (request.body === null) return { kind: 'whole', bytes: EMPTY }
  const declared = Number(request.headers.get('content-length') ?? Number.NaN)
  if (declared > MAX_BODY_BYTES) return drop(request.body, { kind: 'too-large' })
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  let taken = 0
  let refused: BodyRead | null = null
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (refused !== null) continue
      size += value.length
      if (size > MAX_BODY_BYTES) refused = { kind: 'too-large' }
      else if (ledger.take(value.length)) taken += value.length
      else refused = { kind: 'overloaded' }
      if (refused === null) chunks.push(value)
      else chunks.length = 0
    }
  } catch {
    ledger.giveBack(taken)
    return { kind: 'gone' }
  }
  if (refused === null) return { kind: 'whole', bytes: joinBytes(chunks) }
  ledger.giveBack(taken)
  return refused
}

async function drop(body: ReadableStream<Uint8Array>, read: BodyRead): Promise<BodyRead> {
  try {
    await body.pipeTo(new WritableStream())
    return read
  } catch {
    return { kind: 'gone' }
  }
}
