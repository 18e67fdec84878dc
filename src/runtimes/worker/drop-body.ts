/** So much is read of a body that nobody wants: more than a caller may send at all. */
const MAX_BYTES = 40 * 1024 * 1024
/** So long it may take, ms. */
const WITHIN_MS = 5_000
/** A caller that sends nothing for so long, ms, waits for its answer. */
const SILENT_MS = 250

/**
 * Reads on what a request is to be answered without, and drops it: its caller is still writing, and hears the answer once it
 * has done, where the platform would close the connection on it. Never rejects.
 */
export async function dropBody(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  const until = Date.now() + WITHIN_MS
  try {
    for (let bytes = 0; bytes <= MAX_BYTES && Date.now() < until;) {
      const read = await soon(reader.read())
      if (read === null || read.done) break
      bytes += read.value.byteLength
    }
    reader.cancel().catch(ignore)
  } catch {
    // the caller is gone
  }
}

/** `null` where it does not come soon. */
async function soon<T>(work: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), SILENT_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function ignore(): void {
  // it has ended meanwhile
}
