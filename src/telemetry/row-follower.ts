import type { RequestRow } from '../model/ledger.ts'

/** What has ended since it was asked last. */
export interface Followed {
  /** In the order in which they ended. */
  readonly rows: readonly RequestRow[]
  /** How many more there were. */
  readonly missed: number
}

/** Rows that wait for a follower; more than that it misses. */
const MOST_WAITING = 10_000

/** One that is told of every row as it ends. */
export class RowFollower {
  #rows: RequestRow[] = []
  #missed = 0

  add(rows: readonly RequestRow[]): void {
    const room = MOST_WAITING - this.#rows.length
    this.#missed += Math.max(0, rows.length - room)
    for (const row of rows.slice(0, Math.max(0, room))) this.#rows.push(row)
  }

  take(): Followed {
    const taken = { rows: this.#rows, missed: this.#missed }
    this.#rows = []
    this.#missed = 0
    return taken
  }
}

/** Those that follow; where there are none, rows are let go of at once. */
export class RowFollowers {
  readonly #followers = new Set<RowFollower>()

  add(rows: readonly RequestRow[]): void {
    for (const follower of this.#followers) follower.add(rows)
  }

  begin(): RowFollower {
    const follower = new RowFollower()
    this.#followers.add(follower)
    return follower
  }

  end(follower: RowFollower): void {
    this.#followers.delete(follower)
  }
}
