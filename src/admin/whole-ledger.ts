import type { LedgerQueries } from '../model/ledger-queries.ts'
import { WHOLE } from '../model/unreached.ts'
import type { ControlLedger } from './ports.ts'

/** A ledger that has all pools in one place: nothing is ever missing. */
export function wholeLedger(queries: Omit<LedgerQueries, 'requestsById'>): ControlLedger {
  return {
    requests: async (filter, page) => ({ ...(await queries.requests(filter, page)), ...WHOLE }),
    request: (id) => queries.request(id),
    sums: async (stretch) => ({ ...(await queries.sums(stretch)), ...WHOLE }),
    analytics: async (query) => ({ ...(await queries.analytics(query)), ...WHOLE }),
  }
}
