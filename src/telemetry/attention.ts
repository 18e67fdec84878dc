import type { AttentionFacts, LedgerFacts } from './attention-facts.ts'
import type { Attention, Noticed } from './attention-row.ts'
import { ErrorWatch } from './error-watch.ts'
import { noticeAccounts } from './notice-accounts.ts'
import { noticeBudget } from './notice-budgets.ts'
import { noticePool } from './notice-pools.ts'
import { spanInWords } from './words.ts'

/** How long lost rows of the ledger are told of after the last one, ms. */
const LOSS_TOLD_MS = 3_600_000
/** Rows that wait for the disk, from which on it is too slow; at 50,000 they are dropped. */
const MANY_QUEUED = 25_000

/**
 * What a person should look at, and since when each has been so. It remembers no more than what it saw last, so it may be
 * asked at any pace.
 */
export class AttentionBook {
  readonly #errors = new ErrorWatch()
  #since = new Map<string, number>()
  #dropped = 0
  #droppedAt = -Infinity

  /** Everything, one by one and in no order: `sumUp` makes a page of it. Times are epoch ms. */
  look(facts: AttentionFacts, now: number): readonly Attention[] {
    const noticed = [
      ...facts.pools.flatMap((pool) => [
        noticePool(pool, now),
        this.#errors.look(pool.view.policy.name, pool.errors),
        ...noticeAccounts(pool.view, now),
      ]),
      ...facts.budgets.map((budget) => noticeBudget(budget, facts.budgetShare, now)),
      this.#noticeLedger(facts.ledger, now),
    ].filter((one) => one !== null)
    const since = new Map(noticed.map(({ id }) => [id, this.#since.get(id) ?? now]))
    this.#since = since
    return noticed.map((one) => ({ ...one, since: since.get(one.id) ?? now }))
  }

  #noticeLedger({ dropped, queued }: LedgerFacts, now: number): Noticed | null {
    if (dropped > this.#dropped) this.#droppedAt = now
    this.#dropped = dropped
    const of = { id: 'ledger', kind: 'ledger', pool: null, account: null, accountId: null, until: null } as const
    const advice = 'See whether the disk of the state folder is full or slow'
    if (now - this.#droppedAt < LOSS_TOLD_MS) {
      const ago = spanInWords(now - this.#droppedAt)
      const text = `The ledger has lost ${dropped} records of requests since the start, the last ${ago} ago; calls are served on. ${advice}.`
      return { ...of, level: 'critical', text }
    }
    if (queued < MANY_QUEUED) return null
    return { ...of, level: 'warning', text: `${queued} records of requests wait for the disk. ${advice}.` }
  }
}
