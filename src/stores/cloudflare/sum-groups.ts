import type { Histogram } from '../../model/histogram.ts'
import type { Sums } from '../sums.ts'
import { addSums, emptySums } from '../sums.ts'
import type { Tally } from '../tally.ts'
import { addTally } from '../tally.ts'
import { jsonOf } from './sql.ts'

/** Callers choose the model's name, and a row takes 2 MB: what does not fit is summed up under this name. */
export const OTHER = '(other)'
const MAX_GROUPS = 2_000
/** Of the names of all groups' models. */
const MAX_CHARACTERS = 200_000

export interface SumGroup {
  readonly accountId: string
  readonly account: string
  readonly provider: string
  readonly model: string
  readonly sums: Sums
}

type GroupNames = Omit<SumGroup, 'sums'>

type GroupRow = readonly [
  accountId: string,
  account: string,
  provider: string,
  model: string,
  counts: number[],
  durations: Histogram,
  firstBytes: Histogram,
]

/** Sums of one stretch of time, by account, provider and model. */
export class SumGroups {
  readonly #groups = new Map<string, SumGroup>()
  #characters = 0

  static parse(text: unknown): SumGroups {
    const groups = new SumGroups()
    const rows = jsonOf(text)
    // Written by `toText` of this or an earlier version; counts are only ever appended.
    for (const row of Array.isArray(rows) ? (rows as GroupRow[]) : []) {
      const [accountId, account, provider, model, counts, durations, firstBytes] = row
      groups.#set({ accountId, account, provider, model, sums: { counts, durations, firstBytes } })
    }
    return groups
  }

  toText(): string {
    const rows = Array.from(this.#groups.values(), ({ accountId, account, provider, model, sums }): GroupRow => [
      accountId,
      account,
      provider,
      model,
      sums.counts,
      sums.durations,
      sums.firstBytes,
    ])
    return JSON.stringify(rows)
  }

  values(): Iterable<SumGroup> {
    return this.#groups.values()
  }

  add(tally: Tally, model: string): void {
    const { accountId, account, provider } = tally
    addTally(this.#sumsOf({ accountId, account, provider, model }), tally)
  }

  merge(other: SumGroups): void {
    for (const { sums, ...names } of other.#groups.values()) addSums(this.#sumsOf(names), sums)
  }

  /** Where nothing more fits, those of other models of the account; then those of all other accounts. */
  #sumsOf(names: GroupNames): Sums {
    const known = this.#groups.get(keyOf(names))
    if (known !== undefined) return known.sums
    if (this.#groups.size < MAX_GROUPS && this.#characters + names.model.length <= MAX_CHARACTERS) {
      return this.#set({ ...names, sums: emptySums() })
    }
    if (names.model !== OTHER) return this.#sumsOf({ ...names, model: OTHER })
    const rest = { accountId: OTHER, account: OTHER, provider: '', model: OTHER }
    return this.#groups.get(keyOf(rest))?.sums ?? this.#set({ ...rest, sums: emptySums() })
  }

  #set(group: SumGroup): Sums {
    this.#groups.set(keyOf(group), group)
    this.#characters += group.model.length
    return group.sums
  }
}

function keyOf({ accountId, provider, model }: GroupNames): string {
  return `${accountId}\n${provider}\n${model}`
}
