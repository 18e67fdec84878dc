import { Plus } from 'lucide-react'
import { useLocation } from 'wouter'
import { useAccounts, useOverview } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MissingPools } from '../../ui/missing-pools.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountDialogs } from './account-dialogs.tsx'
import { AccountList } from './account-list.tsx'
import { tellCounts } from './describe-account.ts'
import { useShownDialog } from './use-shown-dialog.ts'

/** Every account: how it is, what it has left, and what can be done with it. */
export function AccountsPage() {
  const accounts = useAccounts()
  const [, navigate] = useLocation()
  const dialog = useShownDialog()
  const rows = accounts.data?.items ?? []
  const missing = useOverview().data?.unreachable ?? []
  return (
    <Page
      title="Accounts"
      {...(rows.length === 0 ? {} : { hint: tellCounts(rows) })}
      aside={
        <Button look="primary" onClick={() => navigate('/accounts?add=api_key')}>
          <Plus aria-hidden size={16} /> Add an account
        </Button>
      }
    >
      <MissingPools names={missing} what="accounts" />
      <Loaded query={accounts}>
        {({ items }) => (
          <>
            <AccountList accounts={items} onOpen={dialog.open} onPause={dialog.pause} />
            <AccountDialogs accounts={items} dialog={dialog} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
