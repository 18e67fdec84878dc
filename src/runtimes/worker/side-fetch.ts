import { barHost } from '../../config/barred-address.ts'
import { SIDE_FETCH_MS, toLateError, toSideAnswer } from '../../gateway/side-answer.ts'
import type { Reach } from '../../model/reach.ts'

/**
 * A `fetch` for what is asked beside the data plane, such as token endpoints: to no host that is private as it is written,
 * unless it may reach such. It follows no redirect, since that would carry a credential to where nobody sent it, and takes
 * answers of up to 1 MB, whole within `wholeMs`.
 */
export function createSideFetch(reach: Reach, wholeMs = SIDE_FETCH_MS): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init)
    const barred = reach === 'public' ? barHost(new URL(asked.url).hostname) : null
    if (barred !== null) throw new Error(barred)
    const late = AbortSignal.timeout(wholeMs)
    try {
      const signal = AbortSignal.any([asked.signal, late])
      const { status, headers, body } = await fetch(asked, { redirect: 'manual', signal })
      return await toSideAnswer({ status, headers }, body ?? nothing())
    } catch (error) {
      throw late.aborted && !asked.signal.aborted ? toLateError(wholeMs) : error
    }
  }
}

/** An answer without a body has no pieces. */
async function* nothing(): AsyncGenerator<Uint8Array> {}
