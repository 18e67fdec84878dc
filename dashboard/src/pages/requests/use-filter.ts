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

/** Marks a step of the history that was made by opening a request beside the list. */
const OPENED = 'request opened'

/** The filter and the open request stand in the address: a link shows the same. */
export function useFilter(): Address {
  const search = useSearch()
  const [, navigate] = useLocation()
  const parameters = useMemo(() => new URLSearchParams(search), [search])
  const opened = parameters.get('open')
  const address = useMemo(() => toQuery(toAddress(parseFilter(parameters))), [parameters])
  // The same object as long as the filter is the same: opening a request fetches no list anew.
  const filter = useMemo(() => parseFilter(new URLSearchParams(address)), [address])
  const setFilter = useCallback(
    (next: RequestFilter) => navigate(`/requests${toQuery(toAddress(next))}`, { replace: true }),
    [navigate],
  )
  const open = useCallback(
    (id: string | null) => {
      // Back closes what was opened, and closing it goes back: no step is left behind.
      const isOurs = history.state === OPENED
      if (id === null && isOurs) return history.back()
      const replace = id === null || opened !== null
      const state = id !== null && (isOurs || !replace) ? OPENED : null
      return navigate(`/requests${toQuery({ ...toAddress(filter), open: id })}`, { replace, state })
    },
    [navigate, filter, opened],
  )
  return { filter, opened, setFilter, open }
}
