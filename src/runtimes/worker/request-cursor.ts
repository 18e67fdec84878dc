/** Where a list of several pools' requests goes on: how far each pool was told, by its name. */
export type Positions = ReadonlyMap<string, string>

/**
 * `BOUNDARY.pool~id.pool~id`: the first number tells a moment (`momentOf`) before which nothing was told. A pool that is
 * not named was told to its end. A number alone, as it was before, goes for every pool.
 */
export function writeCursor(boundary: number, positions: Positions): string {
  return [boundary, ...Array.from(positions, ([pool, id]) => `${pool}~${id}`)].join('.')
}

/** `null` where every pool goes on from the same place, which `all` names. */
export function readCursor(cursor: string | null): {
  readonly all: string | null
  readonly positions: Positions | null
} {
  if (cursor === null) return { all: null, positions: null }
  const [boundary = '', ...pools] = cursor.split('.')
  if (pools.length === 0) return { all: boundary, positions: null }
  return { all: null, positions: new Map(pools.map(toPosition)) }
}

function toPosition(text: string): [pool: string, id: string] {
  const [pool = '', id = ''] = text.split('~')
  return [pool, id]
}
