import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
}

/** The place of what is on its way. What comes at once is not announced. */
export function Waiting() {
  return (
    <div role="status" aria-label="Loading" className="comes-late">
      <div className="h-24 animate-pulse rounded-card bg-raised" />
    </div>
  )
}

/** What was asked for, once it is there; until then its place, and why where it does not come. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error === null) return <Waiting />
  const again = (
    <Button size="small" onClick={() => void query.refetch()}>
      Try again
    </Button>
  )
  return (
    <Notice level="critical" aside={again}>
      {query.error.message}
    </Notice>
  )
}
