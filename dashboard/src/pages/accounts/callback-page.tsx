import { useEffect, useState } from 'react'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Page } from '../../ui/page.tsx'
import { tellRedirect } from './redirect-channel.ts'

/** Where a vendor sends the browser back to after a sign-in. The code in the address is good once. */
export function CallbackPage() {
  const [address] = useState(location.href)
  useEffect(() => {
    tellRedirect(address)
    // It is not to stay in the history.
    history.replaceState(null, '', location.pathname)
  }, [address])
  return (
    <Page title="Sign-in">
      <div className="max-w-xl space-y-4">
        <p>The sign-in goes on in the page where it was begun. This one can be closed.</p>
        <p className="text-sm text-muted">If it does not go on there, paste this address:</p>
        <CopyLine label="the address" text={address} />
      </div>
    </Page>
  )
}
