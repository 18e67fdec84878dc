import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { tightestOf, urgencyOf } from './group-accounts.ts'

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

const helper = createColumnHelper<typeof features, AccountRow>()

/** What accounts are shown and sorted by. Numbers come largest first, since those are looked for. */
export const columns = helper.columns([
  helper.accessor('name', { header: 'Account', sortFn: 'alphanumeric', sortDescFirst: false }),
  helper.accessor(urgencyOf, { id: 'state', header: 'State', sortFn: 'basic', sortDescFirst: false }),
  helper.accessor(tightestOf, { id: 'limits', header: 'Limits', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor('requests', { header: 'Requests', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor('failures', { header: 'Failed', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor('limitsMet', { header: 'Limits met', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor('failovers', { header: 'Failovers', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor('inFlight', { header: 'In flight', sortFn: 'basic', sortDescFirst: true }),
  helper.accessor(({ lastUsed }) => lastUsed ?? 0, {
    id: 'lastUsed',
    header: 'Last used',
    sortFn: 'basic',
    sortDescFirst: true,
  }),
])

const NUMBERS: ReadonlySet<string> = new Set(['requests', 'failures', 'limitsMet', 'failovers', 'inFlight', 'lastUsed'])

/** Whether a column's cells stand at its right. */
export function isNumber(column: string): boolean {
  return NUMBERS.has(column)
}
