import { UUID } from './settings.ts'

/** Head of a POST of a message through pool `lb`, for a bare socket, with these header lines: `Content-Length: 2`. */
export function toPostHead(...lines: readonly string[]): string {
  return [`POST /${UUID}/lb/v1/messages HTTP/1.1`, 'Host: a', ...lines, '', ''].join('\r\n')
}
