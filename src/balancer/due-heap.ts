/** At most one time for each of n numbers; which of them is due first is known in O(1), a change costs O(log n). */
export interface DueHeap {
  /** Sets when a number is due; `Infinity` takes it out. */
  set(item: number, time: number): void
  /** The earliest time; `Infinity` where nothing is due ever. */
  next(): number
  /** Takes out what is due at `now`, one at a time; -1 where nothing is left. */
  take(now: number): number
}

export function createDueHeap(capacity: number): DueHeap {
  const times = new Float64Array(capacity).fill(Infinity)
  const heap = new Int32Array(capacity)
  const places = new Int32Array(capacity).fill(-1)
  let size = 0

  const itemAt = (place: number): number => heap[place] ?? 0
  const timeAt = (place: number): number => times[itemAt(place)] ?? Infinity

  function settle(item: number, place: number): void {
    heap[place] = item
    places[item] = place
  }

  function rise(item: number, from: number): number {
    let place = from
    const time = times[item] ?? Infinity
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (timeAt(parent) <= time) break
      settle(itemAt(parent), place)
      place = parent
    }
    settle(item, place)
    return place
  }

  function sink(item: number, from: number): void {
    let place = from
    const time = times[item] ?? Infinity
    for (;;) {
      let child = 2 * place + 1
      if (child >= size) break
      if (child + 1 < size && timeAt(child + 1) < timeAt(child)) child++
      if (timeAt(child) >= time) break
      settle(itemAt(child), place)
      place = child
    }
    settle(item, place)
  }

  function remove(item: number): void {
    const place = places[item] ?? -1
    if (place < 0) return
    places[item] = -1
    const moved = itemAt(--size)
    if (moved !== item) sink(moved, rise(moved, place))
  }

  return {
    set(item, time) {
      if (times[item] === time) return
      remove(item)
      times[item] = time
      if (time !== Infinity) rise(item, size++)
    },
    next: () => (size === 0 ? Infinity : timeAt(0)),
    take(now) {
      if (size === 0 || timeAt(0) > now) return -1
      const item = itemAt(0)
      remove(item)
      times[item] = Infinity
      return item
    },
  }
}
