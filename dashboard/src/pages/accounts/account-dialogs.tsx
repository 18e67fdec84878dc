import { flushSync } from 'react-dom'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { focusHeading } from '../../ui/focus.ts'
import { AccountDetails } from './account-details.tsx'
import { AddDialog } from './add-dialog.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { PauseDialog } from './pause-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SignIn } from './sign-in.tsx'
import type { ShownDialog } from './use-shown-dialog.ts'

interface AccountDialogsProps {
  readonly accounts: readonly AccountRow[]
  readonly dialog: ShownDialog
}

/** The one dialog that lies over the list, if any. */
export function AccountDialogs({ accounts, dialog }: AccountDialogsProps) {
  const { shown, back, close, open, begin, pause } = dialog
  if (shown.kind === 'none') return null
  if (shown.kind === 'add') {
    return <AddDialog way={shown.way} pool={shown.pool} onWay={dialog.choose} onClose={close} onAdded={close} />
  }
  // A link names an account as the API does: by its id, or its name.
  const account = accounts.find(({ id }) => id === shown.id) ?? accounts.find(({ name }) => name === shown.id)
  if (account === undefined) {
    return (
      <Dialog title="No such account" onClose={close}>
        <p className="text-sm">There is no account {shown.id} any more.</p>
      </Dialog>
    )
  }
  switch (shown.kind) {
    case 'details':
      return (
        <AccountDetails
          account={account}
          onClose={close}
          onPause={pause}
          onChange={() => begin('change', account.id)}
          onRemove={() => begin('remove', account.id)}
          onSignIn={() => begin('sign_in', account.id)}
        />
      )
    case 'change':
      return <ChangeDialog account={account} onClose={back} onChanged={open} />
    case 'pause':
      return <PauseDialog account={account} onClose={back} />
    case 'remove':
      return <RemoveDialog account={account} onClose={back} onRemoved={() => closeRemoved(close)} />
    case 'sign_in':
      return (
        <Dialog title={`Sign in to ${account.name} again`} onClose={back}>
          <SignIn again={account} pool={account.pool} onClose={back} onAdded={open} />
        </Dialog>
      )
  }
}

/** The row that the dialog came from goes, and would take the focus with it. */
function closeRemoved(close: () => void): void {
  flushSync(close)
  focusHeading()
}
