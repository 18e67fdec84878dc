/**
 * Whether a text matches a pattern in which `*` stands for any run of characters, also an empty one. Case-sensitive.
 * Takes time proportional to the product of the lengths at worst, whatever the pattern.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = t
    } else if (pattern[p] === text[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++resume
    } else {
      return false
    }
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether an account with these patterns serves the model; no pattern means every model, and so does no model named. */
export function servesModel(patterns: readonly string[], model: string | null): boolean {
  return patterns.length === 0 || model === null || patterns.some((pattern) => matchesPattern(pattern, model))
}
