import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a server was asked, for tests. */
interface Seen {
  readonly line: string
  readonly authorization: string | undefined
  readonly body: string
}

/** An answer that is refused, whatever the others are. */
interface Refusal {
  readonly refusedWith: number
  readonly detail: string
}

export function refusing(refusedWith: number, detail: string): Refusal {
  return { refusedWith, detail }
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refusedWith' in answer
}

/** A server that answers each `METHOD path` as it is told and sends events when it is told to, on a real socket. */
export async function startServer(answers: Readonly<Record<string, unknown>>, status = 200) {
  const seen: Seen[] = []
  const listeners = new Map<ServerResponse, string>()
  const arrivals: (() => void)[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const line = `${request.method} ${request.url}`
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      seen.push({ line, authorization: request.headers.authorization, body })
      if (request.url?.startsWith('/api/events') === true && status === 200) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        listeners.set(response, request.url)
        response.on('close', () => listeners.delete(response))
        response.write(': hello\n\n')
        for (const arrive of arrivals.splice(0)) arrive()
        return
      }
      const answer = answers[line]
      const usual = answer === undefined ? 404 : status
      const as = isRefusal(answer) ? answer.refusedWith : usual
      response.writeHead(as, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer ?? { detail: `nothing at ${line}` }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    /** Resolves when somebody listens to events, who did not before. */
    listened: () => new Promise<void>((resolve) => arrivals.push(resolve)),
    send(event: string, data: unknown) {
      for (const response of listeners.keys()) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    /** Ends the connections of those who listen to events. */
    hangUp() {
      for (const response of listeners.keys()) response.destroy()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
