import { openWire, toStatus } from './wire.ts'

/** A request of which the test says every header. */
export interface BareAsk {
  readonly path: string
  /** As lines: `Host: a`; in them `PORT` stands for the gateway's. A message is called JSON unless they say otherwise. */
  readonly headers: readonly string[]
  /** 1.1 by default. */
  readonly version?: string
}

const CLOSE = 'Connection: close'

/** Asks, with a message where the path is a vendor's, and tells the answer's status. */
export async function askBare(port: number, { path, headers, version = '1.1' }: BareAsk): Promise<number> {
  using wire = await openWire(port)
  const body = '{"model":"m"}'
  const typed = headers.some((line) => /^content-type:/i.test(line)) ? [] : ['Content-Type: application/json']
  const lines = path.startsWith('/v1')
    ? [`POST ${path} HTTP/${version}`, ...headers, ...typed, `Content-Length: ${body.length}`, CLOSE, '', body]
    : [`GET ${path} HTTP/${version}`, ...headers, CLOSE, '', '']
  wire.send(lines.join('\r\n').replaceAll('PORT', String(port)))
  return toStatus(await wire.toEnd())
}
