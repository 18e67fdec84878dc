import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { RequestPageBody } from '../../../../src/admin/request-contract.ts'
import { ask, toQuery } from '../../api/ask.ts'
import { gatewayNow } from '../../api/clock.ts'
import { openEventStream } from '../../api/event-stream.ts'
import { gatherTold } from '../../api/gather-told.ts'
import { whileVisible } from '../../api/while-visible.ts'
import { includesNow, type RequestFilter, toEventsQuery, toRequestsQuery } from './request-filter.ts'
import { toRoom } from './request-list.ts'
import { INITIAL, reduce, type Shown } from './request-list-state.ts'

const PAGE = 100
const DRAWN_EVERY_MS = 500

const roomNow = (): number => toRoom(window.innerHeight)

export interface RequestListShown extends Shown {
  /** Whether new requests come in: not where the filter looks at the past alone. */
  readonly tail: 'live' | 'lost' | 'none'
  readonly loadOlder: () => void
  readonly release: () => void
  /** Asks for the newest once more. */
  readonly again: () => void
}

/** The requests that match, kept up to date by a stream of their own. While `isHeld` new ones wait. */
export function useRequestList(filter: RequestFilter, isHeld: boolean): RequestListShown {
  const [shown, dispatch] = useReducer(reduce, INITIAL)
  const [tail, setTail] = useState<RequestListShown['tail']>('live')
  const held = useRef(isHeld)
  useEffect(() => {
    held.current = isHeld
  }, [isHeld])

  // A page that was asked for with another filter is not of this list.
  const round = useRef(0)
  const fetchPage = useCallback(
    (where: Readonly<Record<string, string | number>>, kind: 'newest' | 'older') => {
      const asked = round.current
      dispatch({ kind: 'asking', what: kind })
      ask<RequestPageBody>(
        'GET',
        `/api/requests${toQuery({ limit: PAGE, ...toRequestsQuery(filter, gatewayNow()), ...where })}`,
      ).then(
        (page) => asked === round.current && dispatch({ kind, page, asked: PAGE, room: roomNow() }),
        (error: Error) => asked === round.current && dispatch({ kind: 'failed', error }),
      )
    },
    [filter],
  )

  useEffect(() => {
    round.current += 1
    dispatch({ kind: 'reset' })
    if (!includesNow(filter, gatewayNow())) {
      setTail('none')
      fetchPage({}, 'newest')
      return
    }
    let hasAsked = false
    const askNewest = (): void => {
      hasAsked = true
      fetchPage({}, 'newest')
    }
    // The stream says hello before it tells anything, so nothing is missed between the page and what comes in.
    return whileVisible(() => {
      const gatherer = gatherTold(
        (told) => dispatch({ kind: held.current ? 'heldBack' : 'arrived', told, room: roomNow() }),
        DRAWN_EVERY_MS,
      )
      const close = openEventStream({
        path: `/api/events${toQuery({ topics: 'requests', ...toEventsQuery(filter) })}`,
        onConnection(connection) {
          setTail(connection === 'lost' ? 'lost' : 'live')
          // There may be no stream for us; what is stored is shown all the same.
          if (connection === 'lost' && !hasAsked) askNewest()
        },
        handlers: {
          hello: askNewest,
          requests: gatherer.add,
        },
      })
      return () => {
        gatherer.stop()
        close()
      }
    })
  }, [filter, fetchPage])

  const older = shown.list?.older
  const loadOlder = useCallback(() => {
    if (older?.kind === 'cursor') fetchPage({ cursor: older.cursor }, 'older')
    if (older?.kind === 'until') fetchPage({ until: older.until }, 'older')
  }, [older, fetchPage])
  const release = useCallback(() => dispatch({ kind: 'released', room: roomNow() }), [])
  const again = useCallback(() => fetchPage({}, 'newest'), [fetchPage])
  return { ...shown, tail, loadOlder, release, again }
}
