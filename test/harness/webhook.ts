import { once } from 'node:events'
import { createServer } from 'node:http'
import { type JsonRecord, toRecord } from './json.ts'

/** One message that a webhook was sent. */
interface Posted {
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly type: string | null
  readonly body: JsonRecord
}

/** Where alerts are sent in a test. */
export interface Webhook extends AsyncDisposable {
  /** With a path that nobody but its owner knows. */
  readonly url: string
  posted(): readonly Posted[]
}

/** Answers with these statuses in turn, and with 200 after them. */
export async function openWebhook(...statuses: readonly number[]): Promise<Webhook> {
  const posted: Posted[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    request.on('end', () => {
      const status = statuses[posted.length] ?? 200
      const { method = '', url: path = '', headers } = request
      const { authorization = null, 'content-type': type = null } = headers
      posted.push({ method, path, authorization, type, body: toRecord(text) })
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  return {
    url: `http://127.0.0.1:${address.port}/services/canary-of-a-webhook`,
    posted: () => posted,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
