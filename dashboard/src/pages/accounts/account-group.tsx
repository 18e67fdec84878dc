import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { AccountCards } from './account-cards.tsx'
import { type AccountHandlers, AccountTable, type Drawing } from './account-table.tsx'
import { tellCounts } from './describe-account.ts'
import type { AccountGroup } from './group-accounts.ts'
import type { Sorting } from './use-sorted-accounts.ts'

/** How many rows are drawn before somebody asks for more. */
const STEP = 100

interface AccountGroupCardProps extends AccountHandlers {
  readonly group: AccountGroup
  readonly sorting: Sorting
  readonly isWide: boolean
  readonly drawing: Drawing
}

/** A pool with its accounts. */
export function AccountGroupCard({ group: { pool, row, accounts }, sorting, isWide, ...rest }: AccountGroupCardProps) {
  const [drawn, setDrawn] = useState(STEP)
  const shown = accounts.slice(0, drawn)
  const hidden = accounts.length - shown.length
  const how = row === null ? '' : `${row.strategy}${row.enabled ? '' : ', off'} · `
  return (
    <Card
      title={`Pool ${pool}`}
      padding="flush"
      aside={
        <span className="text-sm text-muted">
          {how}
          {tellCounts(accounts)}
        </span>
      }
    >
      {isWide ? (
        <AccountTable label={`Accounts of pool ${pool}`} accounts={shown} sorting={sorting} {...rest} />
      ) : (
        <AccountCards accounts={shown} {...rest} />
      )}
      {hidden > 0 && (
        <div className="border-t border-line px-4 py-2 sm:px-5">
          <Button look="quiet" size="small" onClick={() => setDrawn(drawn + STEP)}>
            Show {Math.min(hidden, STEP)} more of {hidden}
          </Button>
        </div>
      )}
    </Card>
  )
}
