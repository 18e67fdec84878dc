import type { StoredRequest } from '../model/ledger-queries.ts'

/** A caller chooses the path and the model's name, a vendor its codes: so many characters are kept of each text. */
const MAX_TEXT = 512
/** In a pool of thousands of cooling accounts a row does not tell of each. */
export const MAX_PASSED_OVER = 50
/** As many accounts as a choice tells of. */
export const MAX_SEEN = 20

export function cutText(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

/** A request's row with texts of bounded length. */
export function boundRow(row: StoredRequest): StoredRequest {
  return {
    ...row,
    path: cutText(row.path),
    model: row.model === null ? null : cutText(row.model),
    attempts: row.attempts.map((attempt) => ({ ...attempt, result: cutText(attempt.result) })),
    passedOver: row.passedOver.slice(0, MAX_PASSED_OVER),
  }
}
