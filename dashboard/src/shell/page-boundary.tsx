import { Component, type ReactNode, useEffect, useRef } from 'react'
import { useConnection } from '../api/live.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PartMissing } from './lazy-part.ts'

interface PageBoundaryProps {
  readonly children: ReactNode
}

interface PageBoundaryState {
  readonly failed: Error | null
}

/** Keeps what goes wrong in a page within it: the names of the other pages stay. React has this for classes alone. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { failed: null }

  static getDerivedStateFromError(thrown: unknown): PageBoundaryState {
    return { failed: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  override render(): ReactNode {
    const { failed } = this.state
    return failed === null ? this.props.children : <Failed why={failed} />
  }
}

function Failed({ why }: { readonly why: Error }) {
  const isMissing = why instanceof PartMissing
  const { connection } = useConnection()
  const wasLost = useRef(false)
  // What a gateway that was away did not send comes when it is back.
  useEffect(() => {
    if (connection === 'live' && wasLost.current && isMissing) location.reload()
    wasLost.current ||= connection === 'lost'
  }, [connection, isMissing])
  const reload = (
    <Button size="small" onClick={() => location.reload()}>
      Reload
    </Button>
  )
  return (
    <Page title={isMissing ? 'This page did not load' : 'This page failed'}>
      <div role="alert">
        <Notice level="critical" aside={reload}>
          {isMissing
            ? 'The gateway did not send a part of it. It may be away for a moment, or have been upgraded since this page was opened.'
            : `Something went wrong in showing it: ${why.message}. The gateway itself goes on.`}
        </Notice>
      </div>
    </Page>
  )
}
