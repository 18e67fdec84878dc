import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** Where the vendor sends a person's browser back to. */
export interface RedirectPlace {
  readonly host: string
  /** 0 is any free one. */
  readonly port: number
  readonly path: string
}

/** What a browser brought back. */
export interface Redirected {
  /** The whole address that it was sent to. */
  readonly url: string
  /** What the page says that it is shown. */
  tell(text: string): void
}

export interface RedirectListener extends AsyncDisposable {
  readonly redirectUri: string
  /** Resolves with the first answer to the sign-in of that state; whatever else asks here is turned away. */
  expect(state: string): Promise<Redirected>
}

/** Nothing of an answer's address, which holds the code, is to be kept or passed on. */
const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'",
  connection: 'close',
}

/** Listens for a vendor's redirect on this machine (RFC 8252 §7.3); `null` where that port cannot be had. */
export async function openRedirectListener({ host, port, path }: RedirectPlace): Promise<RedirectListener | null> {
  const { promise, resolve } = Promise.withResolvers<Redirected>()
  let expected: string | null = null
  let redirectUri = ''
  let shown: ServerResponse | null = null

  const server = createServer((request, response) => {
    const url = toAnswer(request, redirectUri)
    if (url === null || expected === null) return answer(response, 404, 'There is nothing here.')
    if (url.searchParams.get('state') !== expected) {
      return answer(response, 400, 'This answer belongs to another sign-in.')
    }
    // One answer counts: a page that is loaded again changes nothing.
    expected = null
    shown = response
    resolve({ url: url.href, tell: (text) => answer(response, 200, text) })
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch {
    return null
  }
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  redirectUri = `http://${host.includes(':') ? `[${host}]` : host}:${bound}${path}`
  return {
    redirectUri,
    expect(state) {
      expected = state
      return promise
    },
    async [Symbol.asyncDispose]() {
      server.close()
      if (shown?.writableEnded === false) answer(shown, 200, 'Nothing was changed.')
      server.closeIdleConnections()
      await once(server, 'close')
    },
  }
}

/** The address that a browser asks for, if it is one that a vendor would send it to. */
function toAnswer({ method, url = '' }: IncomingMessage, redirectUri: string): URL | null {
  if (method !== 'GET' || !URL.canParse(url, redirectUri)) return null
  const asked = new URL(url, redirectUri)
  const isOurs = asked.href.startsWith(`${redirectUri}?`)
  return isOurs && (asked.searchParams.has('code') || asked.searchParams.has('error')) ? asked : null
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, HEADERS).end(`${text}\n`)
}
