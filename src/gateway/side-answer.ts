import { joinBytes } from './join-bytes.ts'

/** A token endpoint's answer has a few KB; more than this is none. Bytes. */
const MAX_BYTES = 1024 * 1024

/** How long a call beside the data plane may take in all, ms. */
export const SIDE_FETCH_MS = 30_000

/** Statuses whose answers have no body (Fetch, "null body status"). */
const BODILESS: readonly number[] = [204, 205, 304]

export interface SideHead {
  readonly status: number
  readonly headers: Iterable<[string, string]>
}

/** An answer, read whole, as `fetch` gives one. Rejects where it has more than 1 MB. */
export async function toSideAnswer(head: SideHead, pieces: AsyncIterable<Uint8Array>): Promise<Response> {
  const { status } = head
  const bytes = await readWhole(pieces)
  return new Response(BODILESS.includes(status) ? null : bytes, { status, headers: new Headers([...head.headers]) })
}

/** What a call that was given up is said to have died of. */
export function toLateError(wholeMs: number): Error {
  return new Error(`no whole answer came within ${wholeMs / 1000} s`)
}

async function readWhole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const read: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > MAX_BYTES) throw new Error('the answer has more than 1 MB')
    read.push(piece)
  }
  return new Uint8Array(joinBytes(read))
}
