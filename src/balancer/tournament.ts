/** Positions that a choice passes by. */
export interface Skip {
  has(position: number): boolean
}

/** The least of up to n positions by two keys, then by position; every change costs O(log n), the answer O(1). */
export interface Tournament {
  /** Enters a position, or changes its keys. */
  put(position: number, first: number, second: number): void
  /** Takes a position out; does nothing where it is not in. */
  drop(position: number): void
  /** The least position that is not skipped, -1 where there is none. */
  best(skip: Skip | null): number
  /** Many changes follow: the tree is not kept up until `release`. */
  hold(): void
  /** Rebuilds the tree, O(n). */
  release(): void
}

export function createTournament(capacity: number): Tournament {
  let width = 1
  while (width < capacity) width *= 2
  const winners = new Int32Array(2 * width).fill(-1)
  const firsts = new Float64Array(width)
  const seconds = new Float64Array(width)
  let held = false

  function better(left: number, right: number): number {
    if (left < 0) return right
    if (right < 0) return left
    const byFirst = (firsts[right] ?? 0) - (firsts[left] ?? 0)
    if (byFirst !== 0) return byFirst < 0 ? right : left
    return (seconds[right] ?? 0) < (seconds[left] ?? 0) ? right : left
  }

  function play(node: number): void {
    winners[node] = better(winners[2 * node] ?? -1, winners[2 * node + 1] ?? -1)
  }

  function climb(position: number): void {
    if (held) return
    for (let node = (width + position) >> 1; node > 0; node >>= 1) play(node)
  }

  function search(node: number, skip: Skip): number {
    const winner = winners[node] ?? -1
    if (winner < 0 || !skip.has(winner)) return winner
    return node >= width ? -1 : better(search(2 * node, skip), search(2 * node + 1, skip))
  }

  return {
    put(position, first, second) {
      firsts[position] = first
      seconds[position] = second
      winners[width + position] = position
      climb(position)
    },
    drop(position) {
      if ((winners[width + position] ?? -1) < 0) return
      winners[width + position] = -1
      climb(position)
    },
    best(skip) {
      return skip === null ? (winners[1] ?? -1) : search(1, skip)
    },
    hold() {
      held = true
    },
    release() {
      held = false
      for (let node = width - 1; node > 0; node--) play(node)
    },
  }
}
