import { once } from 'node:events'
import { createServer } from 'node:http'

/** One request that a token endpoint got. */
interface TokenRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body, where it is a form. */
  readonly form: URLSearchParams
}

export interface TokenAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes as it is, all else as JSON. */
  readonly body: unknown
}

/** A token endpoint on a real socket, which answers as it is told to. */
export interface TokenEndpoint extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly requests: TokenRequest[]
  answer: (request: TokenRequest) => TokenAnswer
}

export async function openTokenEndpoint(body: unknown = {}): Promise<TokenEndpoint> {
  const endpoint = { requests: [] as TokenRequest[], answer: (): TokenAnswer => ({ body }) }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const asked: TokenRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: text,
        form: new URLSearchParams(text),
      }
      endpoint.requests.push(asked)
      const { status = 200, headers = {}, body: said } = opened.answer(asked)
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof said === 'string' ? said : JSON.stringify(said))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  const opened: TokenEndpoint = Object.assign(endpoint, {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  })
  return opened
}
