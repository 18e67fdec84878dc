/**
 * The least that a proxy on Node can be: `node proxy.ts PORT UPSTREAM_PORT`. node:http in, the body buffered, undici's
 * dispatcher out, raw headers through. No routing, no choice, no metering, no ledger: what the gateway costs beyond
 * this row is its own work.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, type Dispatcher } from 'undici'

const [port, upstreamPort] = process.argv.slice(2).map(Number)
const origin = `http://127.0.0.1:${upstreamPort}`
const agent = new Agent({ keepAliveTimeout: 60_000, bodyTimeout: 0, headersTimeout: 600_000 })
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'te', 'upgrade'])

/** Hands one answer on as it comes. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  #controller: Dispatcher.DispatchController | null = null

  constructor(response: ServerResponse) {
    this.#response = response
    response.once('close', () => {
      if (!response.writableFinished) this.#controller?.abort(new Error('the caller went away'))
    })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const received = Array.isArray(controller.rawHeaders) ? controller.rawHeaders : []
    this.#response.writeHead(status, endToEnd(received))
    this.#response.on('drain', () => {
      controller.resume()
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.#response.end()
  }

  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy()
    else this.#response.writeHead(502).end()
  }
}

function endToEnd(headers: readonly (string | Buffer)[]): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = String(headers[i])
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, String(headers[i + 1]))
  }
  return kept
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.once('end', () => {
    const headers = endToEnd(request.rawHeaders)
    const body = Buffer.concat(chunks)
    agent.dispatch({ origin, path: request.url ?? '/', method: 'POST', headers, body }, new Relay(response))
  })
}

const server = createServer(forward)
server.keepAliveTimeout = 600_000
server.listen({ port, host: '127.0.0.1', backlog: 4096 })

process.once('disconnect', () => process.exit(0))
