/** The first value of a query's parameter, decoded; `null` where it is absent or cannot be read. */
export function parameter(query: string, name: string): string | null {
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const [key = '', value = ''] = pair.split('=', 2)
    if (decode(key) === name) return decode(value)
  }
  return null
}

/** Percent-decoded; `null` where that cannot be. */
export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
