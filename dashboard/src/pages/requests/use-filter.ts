import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { toQuery } from '../../api/ask.ts'
import { parseFilter, type RequestFilter, toAddress } from './request-filter.ts'

interface Address {
  readonly filter: RequestFilter
  /** Id of the request that is open beside the list; `null` where none is. */
  readonly opened: string | null
  readonly setFilter: (filter: RequestFilter) => void
  readonly open: (id: string | null) => void
}

/** The filter and the open request stand in the address: a link shows the same. */
export function useFilter(): Address {
  const search = useSearch()
  const [, navigate] = useLocation()
  const parameters = useMemo(() => new URLSearchParams(search), [search])
  const opened = parameters.get('open')
  const address = useMemo(() => toQuery(toAddress(parseFilter(parameters))), [parameters])
  // The same object as long as the filter is the same: opening a request fetches no list anew.
  const filter = useMemo(() => parseFilter(new URLSearchParams(address)), [address])
  const go = useCallback(
    (next: RequestFilter, id: string | null) =>
      navigate(`/requests${toQuery({ ...toAddress(next), open: id })}`, { replace: true }),
    [navigate],
  )
  const setFilter = useCallback((next: RequestFilter) => go(next, null), [go])
  const open = useCallback((id: string | null) => go(filter, id), [go, filter])
  return { filter, opened, setFilter, open }
}
