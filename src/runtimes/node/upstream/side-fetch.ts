import type { LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { SIDE_FETCH_MS, toLateError, toSideAnswer } from '../../../gateway/side-answer.ts'
import type { Reach } from '../../../model/reach.ts'
import type { Settings } from '../../../model/settings.ts'
import { createConnectors } from './connector.ts'

/** Ms to open a connection. */
const CONNECT_MS = 10_000

export interface SideFetchPlan {
  readonly outbound: Settings['outbound']
  readonly reach: Reach
  /** Ms until the whole answer has to be there; 30 s where it is absent. */
  readonly wholeMs?: number
  /** Finds the addresses of a name; by the system's resolver where it is absent. */
  readonly find?: LookupFunction
}

/**
 * A `fetch` for what is asked beside the data plane, such as token endpoints: over the same connectors as calls, so that it
 * goes through the operator's proxy and to no address that its account may not reach. It follows no redirect, since that
 * would carry a credential to where nobody sent it, adds no header that tells who asks, and takes answers of up to 1 MB.
 */
export function createSideFetch(plan: SideFetchPlan): typeof fetch {
  const { outbound, reach, find, wholeMs = SIDE_FETCH_MS } = plan
  const connectors = createConnectors({ outbound, connectMs: CONNECT_MS, ...(find === undefined ? {} : { find }) })
  // Such calls are rare: a connection is closed after each, and nothing has to be closed in the end.
  const dispatcher = new Agent({ connect: connectors[reach], allowH2: false, pipelining: 0 })
  return async (input, init) => {
    const asked = new Request(input, init)
    const late = AbortSignal.timeout(wholeMs)
    const body = new Uint8Array(await asked.arrayBuffer())
    try {
      const answer = await request(asked.url, {
        dispatcher,
        method: asked.method,
        headers: toPlain(asked.headers),
        body: body.length === 0 ? null : body,
        signal: AbortSignal.any([asked.signal, late]),
      })
      return await toSideAnswer({ status: answer.statusCode, headers: toEntries(answer.headers) }, answer.body)
    } catch (error) {
      throw late.aborted && !asked.signal.aborted ? toLateError(wholeMs) : error
    }
  }
}

/** Answers are read as they come, so they are asked for as they are. */
function toPlain(headers: Headers): Record<string, string> {
  return { ...Object.fromEntries(headers), 'accept-encoding': 'identity' }
}

function* toEntries(headers: Readonly<Record<string, string | string[] | undefined>>): Generator<[string, string]> {
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) yield [name, one]
  }
}
