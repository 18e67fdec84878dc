/** Longer than any name: what is given may be a megabyte, and distances take the product of the lengths. */
const LONGEST = 100

/** The known name that a mistyped one most likely stands for; `null` where none is near enough to be worth suggesting. */
export function nearestName(given: string, known: Iterable<string>): string | null {
  if (given.length > LONGEST) return null
  const wanted = flatten(given)
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = editDistance(wanted, flatten(name))
    if (best === null || distance < best.distance) best = { name, distance }
  }
  return best !== null && best.distance <= tolerance(wanted) ? best.name : null
}

/** How many letters may be wrong: two in most words, one in short ones, a third of long ones. */
function tolerance(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3))
}

/** `roundRobin`, `round_robin` and `round-robin` are one name. */
function flatten(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Levenshtein's distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
