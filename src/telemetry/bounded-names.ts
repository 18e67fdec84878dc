/** What names beyond a bound are summed up under. */
export const OTHER = '(other)'

/** Names that were seen, up to a bound: whoever is late is one of the others, for as long as the process lives. */
export class BoundedNames {
  readonly #limit: number
  readonly #names = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#names.size
  }

  /** The name, which takes a place where one is left; else `(other)`. */
  take(name: string): string {
    if (this.#names.has(name)) return name
    if (this.#names.size >= this.#limit) return OTHER
    this.#names.add(name)
    return name
  }

  /** The name where it has a place; else `(other)`. */
  find(name: string): string {
    return this.#names.has(name) ? name : OTHER
  }
}
