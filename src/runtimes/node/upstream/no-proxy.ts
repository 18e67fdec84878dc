/**
 * Whether a host is reached through the proxy, by the usual reading of `NO_PROXY`: comma- or space-separated names, each
 * matching itself and what lies below it, with an optional port; `*` matches all.
 */
export function isProxied(hostname: string, port: string, noProxy: string | null): boolean {
  if (noProxy === null) return true
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return !noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const parts = /^(\[[^\]]+\]|[^:]+|[0-9a-f:]+?)(?::(\d+))?$/.exec(entry)
  if (parts === null) return false
  const [, name = '', onlyPort] = parts
  if (onlyPort !== undefined && onlyPort !== port) return false
  const suffix = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
  return host === suffix || host.endsWith(`.${suffix}`)
}
