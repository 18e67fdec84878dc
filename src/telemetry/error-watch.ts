import type { Noticed } from './attention-row.ts'
import type { ErrorRate, Tally } from './error-rates.ts'
import { shareInWords } from './words.ts'

/** With fewer requests in 5 minutes a failure or two say nothing, */
const ENOUGH = 20
/** nor does a smaller share of them that fails. */
const LEAST_SHARE = 0.05

/** Tells of pools whose error rate has doubled, and goes on until it is back where it was: habit makes no failure right. */
export class ErrorWatch {
  /** What the rate has doubled from, by pool: of those that are told of. */
  readonly #doubled = new Map<string, number>()

  look(pool: string, { recent, before }: ErrorRate): Noticed | null {
    const from = this.#doubled.get(pool) ?? shareOf(before)
    const share = shareOf(recent)
    if (recent.requests < ENOUGH || share < LEAST_SHARE || share < 2 * from) {
      this.#doubled.delete(pool)
      return null
    }
    this.#doubled.set(pool, from)
    return {
      id: `error_rate:${pool}`,
      kind: 'error_rate',
      level: 'critical',
      text: `${shareInWords(share)} of the requests of pool ${pool} failed in the last 5 minutes, against ${shareInWords(from)} in the hour before. The Requests page, or \`claudeflare requests\`, tells which and why.`,
      pool,
      account: null,
      accountId: null,
      until: null,
    }
  }
}

function shareOf({ requests, failed }: Tally): number {
  return requests === 0 ? 0 : failed / requests
}
