import { type ValueKind, unusable } from './value-kind.ts'
import { text } from './value-kinds.ts'

/** An address or name to listen on; IPv6 may come in brackets and is returned without. */
export const listenHost: ValueKind<string> = text(
  { accepted: 'an IP address or host name without port (127.0.0.1, ::1, 0.0.0.0, localhost)', mask: 'none' },
  (given) => {
    const host = given.replace(/^\[(.*)\]$/, '$1')
    const isName = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(host)
    const isAddress = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9_.-]+)?$/.test(host)
    return isName || isAddress ? { ok: true, value: host } : unusable()
  },
)
