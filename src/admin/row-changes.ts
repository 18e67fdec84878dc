/** Rows are compared so many a second, and so many are told. */
const MOST_COMPARED = 2_000
const MOST_TOLD = 100

export interface IdentifiedRow {
  readonly id: string
}

/** Rows as they were told last, by their JSON. */
export class RowChanges {
  #known: Map<string, string> | null = null
  /** Where the next look begins: of a large pool each look compares a part. */
  #from = 0

  /** Whether it knows what to compare with. */
  get hasBegun(): boolean {
    return this.#known !== null
  }

  /** From now on these are what is known. */
  begin(rows: readonly IdentifiedRow[]): void {
    this.#known = new Map(rows.map((row) => [row.id, JSON.stringify(row)]))
  }

  forget(): void {
    this.#known = null
  }

  /** What has changed since: JSON by id, `null` of those that are gone. What is too much for one look comes with the next. */
  next(rows: readonly IdentifiedRow[]): Map<string, string | null> {
    const known = this.#known
    const changed = new Map<string, string | null>()
    if (known === null) return changed
    this.#findGone(rows, changed)
    const most = Math.min(rows.length, MOST_COMPARED)
    let compared = 0
    while (compared < most && changed.size < MOST_TOLD) {
      const row = rows[(this.#from + compared) % rows.length]
      compared += 1
      if (row === undefined) continue
      const json = JSON.stringify(row)
      if (known.get(row.id) === json) continue
      known.set(row.id, json)
      changed.set(row.id, json)
    }
    this.#from = rows.length === 0 ? 0 : (this.#from + compared) % rows.length
    return changed
  }

  #findGone(rows: readonly IdentifiedRow[], changed: Map<string, string | null>): void {
    const present = new Set(rows.map(({ id }) => id))
    for (const id of this.#known?.keys() ?? []) {
      if (changed.size === MOST_TOLD) return
      if (present.has(id)) continue
      this.#known?.delete(id)
      changed.set(id, null)
    }
  }
}
