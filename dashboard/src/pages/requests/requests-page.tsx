import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Page } from '../../ui/page.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { MissingPools } from '../../ui/missing-pools.tsx'
import { Notice } from '../../ui/notice.tsx'
import { classNames } from '../../ui/class-names.ts'
import { FilterBar } from './filter-bar.tsx'
import { NoRequests } from './no-requests.tsx'
import { OlderRequests } from './older-requests.tsx'
import { moveFocus, toStep } from './move-focus.ts'
import { RequestPanel } from './request-panel.tsx'
import { RequestTable } from './request-table.tsx'
import { TailControl } from './tail-control.tsx'
import { useAtTop } from './use-at-top.ts'
import { useFilter } from './use-filter.ts'
import { useRequestList } from './use-request-list.ts'

/** From this width on a request opens beside the list, below it on a page of its own. */
const BESIDE = '(min-width: 75rem)'

export function RequestsPage() {
  const { filter, opened, setFilter, open } = useFilter()
  const [isPaused, setIsPaused] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  const isAtTop = useAtTop(top)
  const { list, asking, error, missing, tail, loadOlder, release, again } = useRequestList(filter, isPaused || !isAtTop)

  // Whoever comes back to the top sees what came meanwhile.
  useEffect(() => {
    if (isAtTop && !isPaused) release()
  }, [isAtTop, isPaused, release])

  const onOpen = useCallback(
    (id: string, event: MouseEvent) => {
      const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey
      if (!isPlain || !matchMedia(BESIDE).matches) return
      event.preventDefault()
      open(id)
    },
    [open],
  )

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === 'Escape' && opened !== null) {
      open(null)
      event.currentTarget.querySelector<HTMLElement>(`[data-row="${opened}"]`)?.focus()
      return
    }
    const step = toStep(event)
    if (step === null) return
    const id = moveFocus(event.currentTarget, step, opened)
    if (id === null) return
    event.preventDefault()
    if (opened !== null) open(id)
  }

  function showNew(): void {
    setIsPaused(false)
    release()
    window.scrollTo({ top: 0 })
  }

  const hasRows = list !== null && list.entries.length > 0
  return (
    <Page
      title="Requests"
      aside={
        <TailControl
          tail={tail}
          isPaused={isPaused}
          skipped={list?.skipped ?? 0}
          onToggle={() => (isPaused ? showNew() : setIsPaused(true))}
        />
      }
    >
      <FilterBar filter={filter} onChange={setFilter} />
      <MissingPools names={missing} what="requests" />
      {error !== null && (
        <Notice
          level="critical"
          aside={
            <Button size="small" onClick={again}>
              Try again
            </Button>
          }
        >
          {error.message}
        </Notice>
      )}
      <div ref={top} aria-hidden className="-mt-5 h-px" />
      <NewRequests count={list?.waiting.length ?? 0} onShow={showNew} />
      <div
        onKeyDown={onKeyDown}
        className={classNames(opened !== null && 'grid items-start gap-4 min-[75rem]:grid-cols-[minmax(0,1fr)_27rem]')}
      >
        <Card padding="flush" className="@container min-w-0 overflow-clip">
          {list === null && error === null && (
            <div role="status" aria-label="Loading" className="h-64 animate-pulse rounded-card bg-raised" />
          )}
          {hasRows && <RequestTable entries={list.entries} opened={opened} onOpen={onOpen} />}
          {list !== null && !hasRows && list.older.kind === 'end' && <NoRequests filter={filter} tail={tail} />}
          {list !== null && (
            <OlderRequests older={list.older} isEmpty={!hasRows} isAsking={asking === 'older'} onOlder={loadOlder} />
          )}
        </Card>
        {opened !== null && <RequestPanel id={opened} onClose={() => open(null)} />}
      </div>
    </Page>
  )
}

/** What waits while the list stands still. */
function NewRequests({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  if (count === 0) return null
  return (
    <div className="pointer-events-none sticky top-16 z-20 flex h-0 justify-center lg:top-3">
      <button
        type="button"
        onClick={onShow}
        className="figures pointer-events-auto h-9 rounded-full bg-accent-fill px-4 text-sm font-medium text-on-accent shadow-dialog"
      >
        {count === 1 ? '1 new request' : `${count} new requests`}
      </button>
    </div>
  )
}
