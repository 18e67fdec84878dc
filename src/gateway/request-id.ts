/** Ids a millisecond has room for. The 53 bits of a safe integer then last until the year 2109. */
const PER_MS = 2048

/** Where several give ids at once, each has a tag of its own, from 0 to `TAGS` - 1, and so room for 16 a millisecond. */
export const TAGS = 128

/** Gives ids that rise with time, also where the clock steps back and across restarts (`last` is the newest id kept). */
export function createRequestIds(last: number): (now: number) => number {
  let newest = last
  return (now) => {
    newest = Math.max(newest + 1, now * PER_MS)
    return newest
  }
}

/** As {@link createRequestIds}, beside others: no two tags ever give the same id. */
export function createTaggedIds(last: number, tag: number): (now: number) => number {
  let newest = last - (last % TAGS) + tag
  return (now) => {
    newest = Math.max(newest + TAGS, now * PER_MS + tag)
    return newest
  }
}

/** The first id of that millisecond. */
export function firstIdAt(now: number): number {
  return now * PER_MS
}

/** The millisecond in which an id was given; a little ahead of it where very many were given at once. */
export function momentOf(id: number): number {
  return Math.floor(id / PER_MS)
}

/** `req_` and base 36: what `x-claudeflare-request-id` shows and `/api/requests/:id` takes. */
export function encodeRequestId(id: number): string {
  return `req_${id.toString(36)}`
}

/** The id that a text names, or `null` where it names none. */
export function decodeRequestId(text: string): number | null {
  if (!/^req_[0-9a-z]{1,11}$/.test(text)) return null
  const id = Number.parseInt(text.slice(4), 36)
  return Number.isSafeInteger(id) ? id : null
}
