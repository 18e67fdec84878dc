import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { columns, features } from './account-columns.ts'

export interface Sorting {
  readonly columns: readonly {
    readonly id: string
    readonly name: string
    readonly sorted: 'asc' | 'desc' | null
    /** Its own order, the other one, then the gateway's. */
    readonly onToggle: () => void
    /** Back to the gateway's own order. */
    readonly onClear: () => void
  }[]
}

/** Accounts in the order that was asked for; one order holds for every pool. */
export function useSortedAccounts(accounts: AccountRow[]): {
  readonly sorted: readonly AccountRow[]
  readonly sorting: Sorting
} {
  const table = useTable({ features, columns, data: accounts, getRowId: ({ id }) => id })
  const { rows } = table.getRowModel()
  const sorted = useMemo(() => rows.map(({ original }) => original), [rows])
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  return {
    sorted,
    sorting: {
      columns: headers.map(({ column }) => {
        const order = column.getIsSorted()
        return {
          id: column.id,
          name: String(column.columnDef.header),
          sorted: order === false ? null : order,
          onToggle: () => column.toggleSorting(),
          onClear: () => column.clearSorting(),
        }
      }),
    },
  }
}
