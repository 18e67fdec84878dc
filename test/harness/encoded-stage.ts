import type { Told } from './ask.ts'
import type { Encoded } from './encoded.ts'
import { pick } from './json.ts'
import { getJson } from './stage.ts'
import { openVendorStage } from './vendor-stage.ts'

/** A gateway in front of a vendor that answers with compressed streams. */
export interface EncodedStage extends AsyncDisposable {
  /** Asks for a stream that comes so, in two chunks, cut in the middle. */
  ask(encoded: Encoded): Promise<Told>
  /** How many requests have failed so far. */
  countFailed(): Promise<unknown>
}

export async function openEncodedStage(): Promise<EncodedStage> {
  let current: Encoded = { name: 'nothing yet', encoding: '', bytes: Buffer.alloc(0) }
  const stage = await openVendorStage(
    ({ whole, send }) => {
      void whole.then(() => {
        const { encoding, bytes } = current
        send(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: ${encoding}\r\n`)
        send(`transfer-encoding: chunked\r\n\r\n`)
        for (const part of [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]) {
          send(`${part.length.toString(16)}\r\n`)
          send(part)
          send('\r\n')
        }
        return send('0\r\n\r\n')
      })
    },
    { anthropic: 1 },
  )
  return {
    ask(encoded) {
      current = encoded
      return stage.message({ stream: true }, { headers: ['accept-encoding', encoded.encoding] })
    },
    async countFailed() {
      const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
      return pick(status, 'loadBalancer', 'stats', 'failedRequests')
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  }
}
