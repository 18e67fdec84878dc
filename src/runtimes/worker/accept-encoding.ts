import { toPairs, withoutHeader } from '../../gateway/headers.ts'

/** What a Worker can read on the side, of what callers can read. */
const READABLE = ['gzip', 'deflate']

/**
 * Asks the vendor for no other compression than the caller takes and a Worker can look into. Without a word of ours the
 * platform would ask for gzip and brotli in the caller's name. `raw` and the result alternate names and values.
 */
export function withReadableEncodings(raw: readonly string[]): string[] {
  const lines = toPairs(raw).filter(([name]) => name.toLowerCase() === 'accept-encoding')
  const accepted = lines.flatMap(([, value]) => value.toLowerCase().split(',').filter(isWanted).map(toCoding))
  const both = READABLE.filter((name) => accepted.includes(name))
  return [...withoutHeader(raw, 'accept-encoding'), 'accept-encoding', both.length === 0 ? 'identity' : both.join(', ')]
}

function toCoding(part: string): string {
  return part.split(';', 1)[0]?.trim() ?? ''
}

/** A weight of 0 is a refusal (RFC 9110 §12.4.2). */
function isWanted(part: string): boolean {
  return !/;\s*q=0(?:\.0*)?\s*$/.test(part)
}
