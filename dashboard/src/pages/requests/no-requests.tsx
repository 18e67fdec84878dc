import { Link } from 'wouter'
import { countFilters, type RequestFilter } from './request-filter.ts'
import type { RequestListShown } from './use-request-list.ts'

interface NoRequestsProps {
  readonly filter: RequestFilter
  readonly tail: RequestListShown['tail']
}

/** Nothing is there: what to do about it. */
export function NoRequests({ filter, tail }: NoRequestsProps) {
  const isFiltered = countFilters(filter) > 0
  return (
    <div className="px-6 py-14 text-center">
      <p className="font-medium">{isFiltered ? 'No request matches' : 'No request yet'}</p>
      <p className="mx-auto mt-1 max-w-md text-sm text-muted">
        {isFiltered ? (
          <>
            {tail === 'live' ? 'One that does will show here as it ends. ' : ''}
            <Link href="/requests" className="text-accent underline">
              Show every request
            </Link>
          </>
        ) : (
          <>
            Each call through this gateway shows here as it ends.{' '}
            <Link href="/" className="text-accent underline">
              How to point a client at it
            </Link>
          </>
        )}
      </p>
    </div>
  )
}
