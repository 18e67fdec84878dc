import type { RequestFilter } from './ledger-queries.ts'
import type { RequestRow } from './ledger.ts'

/** Whether a request is one of those looked for. */
export function matchesFilter(row: RequestRow, filter: RequestFilter): boolean {
  const { pool, account, model, client, status, end, since, until } = filter
  if (pool !== undefined && row.pool !== pool) return false
  if (model !== undefined && row.model !== model) return false
  if (client !== undefined && row.client !== client) return false
  if (status !== undefined && row.status !== status) return false
  if (end !== undefined && row.end !== end) return false
  if (since !== undefined && row.time < since) return false
  if (until !== undefined && row.time >= until) return false
  return account === undefined || wasTried(row, account)
}

function wasTried(row: RequestRow, account: string): boolean {
  if (row.accountId === account || row.account === account) return true
  return row.attempts.some((attempt) => attempt.accountId === account || attempt.account === account)
}
