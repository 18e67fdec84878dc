import { headerOf, withoutHeader } from '../../gateway/headers.ts'

/** What a Worker can read on the side, of what callers can read. */
const READABLE = ['gzip', 'deflate']

/**
 * Asks the vendor for no other compression than the caller takes and a Worker can look into. Without a word of ours the
 * platform would ask for gzip and brotli in the caller's name. `raw` and the result alternate names and values.
 */
export function withReadableEncodings(raw: readonly string[]): string[] {
  const accepted = (headerOf(raw, 'accept-encoding') ?? '')
    .split(',')
    .map((part) => part.split(';', 1)[0]?.trim() ?? '')
  const both = READABLE.filter((name) => accepted.includes(name))
  return [...withoutHeader(raw, 'accept-encoding'), 'accept-encoding', both.length === 0 ? 'identity' : both.join(', ')]
}
