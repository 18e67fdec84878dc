/**
 * Of what is put together from all pools: names of those that do not answer just now, so that their part of it is missing.
 * Empty where the pools are in this process.
 */
export interface Unreached {
  readonly unreachable: readonly string[]
}

/** Nothing is missing. */
export const WHOLE: Unreached = { unreachable: [] }

/** What is missing of an answer that these are parts of. */
export function unreachedOf(parts: readonly Unreached[]): readonly string[] {
  return [...new Set(parts.flatMap(({ unreachable }) => unreachable))]
}
