/** A set of positions that answers which one is the n-th, in O(log n). */
export interface CountTree {
  size(): number
  add(position: number): void
  remove(position: number): void
  /** The n-th position present, in ascending order from 0; n must be below the size. */
  select(n: number): number
}

export function createCountTree(capacity: number): CountTree {
  let width = 1
  while (width < capacity) width *= 2
  const counts = new Int32Array(2 * width)

  function change(position: number, by: number): void {
    for (let node = width + position; node > 0; node >>= 1) counts[node] = (counts[node] ?? 0) + by
  }

  return {
    size: () => counts[1] ?? 0,
    add(position) {
      if (counts[width + position] === 0) change(position, 1)
    },
    remove(position) {
      if (counts[width + position] === 1) change(position, -1)
    },
    select(n) {
      let rest = n
      let node = 1
      while (node < width) {
        node *= 2
        const left = counts[node] ?? 0
        if (rest >= left) {
          rest -= left
          node++
        }
      }
      return node - width
    },
  }
}
