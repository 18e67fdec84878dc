/** Calls that run side by side. */
export interface Gathered<Value> {
  readonly all: Promise<readonly Value[]>
  /** How many have been answered so far. */
  settled(): number
}

/** Counts those of several calls that are answered while others are still under way. */
export function gather<Value>(calls: readonly Promise<Value>[]): Gathered<Value> {
  let settled = 0
  const all = Promise.all(
    calls.map(async (call) => {
      const value = await call
      settled += 1
      return value
    }),
  )
  return { all, settled: () => settled }
}
