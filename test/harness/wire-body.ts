/** An answer's body without its framing. */
export interface WireBody {
  readonly body: string
  /** Whether all of it came, as far as the framing tells. */
  readonly ended: boolean
}

/** Takes one answer on the wire apart: of a known length, in chunks, or until the connection ended. */
export function readWireBody(answer: string): WireBody {
  const at = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, at)
  const body = answer.slice(at + 4)
  if (/^transfer-encoding: *chunked/im.test(head)) return readChunks(body)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  return { body, ended: length === undefined || body.length === Number(length) }
}

function readChunks(text: string): WireBody {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const end = text.indexOf('\r\n', at)
    const size = end < 0 ? Number.NaN : Number.parseInt(text.slice(at, end), 16)
    if (Number.isNaN(size)) return { body: parts.join(''), ended: false }
    if (size === 0) return { body: parts.join(''), ended: text.slice(end) === '\r\n\r\n' }
    parts.push(text.slice(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}
