import { openWire, toStatus } from './wire.ts'

/** A request of which the test says every header. */
export interface BareAsk {
  readonly path: string
  /** As lines: `Host: a`; in them `PORT` stands for the gateway's. */
  readonly headers: readonly string[]
  /** 1.1 by default. */
  readonly version?: string
}

/** Asks, with a message where the path is a vendor's, and tells the answer's status. */
export async function askBare(port: number, { path, headers, version = '1.1' }: BareAsk): Promise<number> {
  using wire = await openWire(port)
  const body = '{"model":"m"}'
  const lines = path.startsWith('/v1')
    ? [`POST ${path} HTTP/${version}`, ...headers, `Content-Length: ${body.length}`, 'Connection: close', '', body]
    : [`GET ${path} HTTP/${version}`, ...headers, 'Connection: close', '', '']
  wire.send(lines.join('\r\n').replaceAll('PORT', String(port)))
  return toStatus(await wire.toEnd())
}
