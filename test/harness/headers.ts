/** A name with its value. */
export type HeaderPair = readonly [name: string, value: string]

/** Set or changed by the platform that a Worker runs on, whatever the Worker says. */
const OF_THE_PLATFORM: readonly string[] = ['accept-encoding', 'cf-worker']

/** Names and values in turn, by lower-case name; values of one name are joined, as every runtime may do. */
export function toHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [field, value] of toPairs(raw)) {
    const name = field.toLowerCase()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return headers
}

/** What is left where order, spelling and the platform's own headers do not count: names and values, sorted. */
export function toSortedHeaders(raw: readonly string[]): readonly HeaderPair[] {
  return Object.entries(toHeaders(raw))
    .filter(([name]) => !OF_THE_PLATFORM.includes(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** Names and values in turn, as pairs: in their order, spelled as they came. */
export function toPairs(raw: readonly string[]): readonly HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return pairs
}

/** Of names and values in turn those that `wanted` names, however they are spelled. */
export function pickHeaders(raw: readonly string[], wanted: readonly HeaderPair[]): readonly string[] {
  const names = new Set(wanted.map(([name]) => name.toLowerCase()))
  return toPairs(raw)
    .filter(([name]) => names.has(name.toLowerCase()))
    .flat()
}
