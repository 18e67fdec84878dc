/** Does something for each item, at most so many at a time; the results in the items' order. `onDone` is told how many are. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  plan: { readonly atOnce: number; onDone(count: number): void },
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index]
      if (item === undefined) return
      results[index] = await act(item)
      done += 1
      plan.onDone(done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(plan.atOnce, items.length) }, work))
  return results
}
