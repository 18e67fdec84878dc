import type { Dispatcher } from 'undici'

/** Names and values in turn, as they came. */
export function toStrings(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : []
}

/** The code that an operator can look up, `ECONNREFUSED`, else the message. */
export function toCause(error: Error & { code?: unknown }): string {
  return typeof error.code === 'string' && error.code !== '' ? error.code : error.message
}
