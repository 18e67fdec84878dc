import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
}

/** What was asked for, once it is there; until then its place, and why where it does not come. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error === null)
    return <div role="status" aria-label="Loading" className="h-24 animate-pulse rounded-card bg-raised" />
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
