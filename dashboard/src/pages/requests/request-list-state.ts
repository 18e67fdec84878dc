import type { EventData } from '../../../../src/admin/events-contract.ts'
import type { RequestPageBody } from '../../../../src/admin/request-contract.ts'
import {
  arrive,
  beginList,
  extendList,
  holdBack,
  MOST_HELD,
  release,
  renewList,
  type RequestList,
} from './request-list.ts'

/** The list with what is known of its fetching. */
export interface Shown {
  /** `null` until the first page has come. */
  readonly list: RequestList | null
  readonly asking: 'newest' | 'older' | null
  readonly error: Error | null
  /** Pools that could not be asked for one of its pages. */
  readonly missing: readonly string[]
  /** What came in before that page: it may have been read a moment earlier. */
  readonly early: EventData['requests']
}

type Event =
  | { readonly kind: 'reset' }
  | { readonly kind: 'asking'; readonly what: 'newest' | 'older' }
  | { readonly kind: 'newest'; readonly page: RequestPageBody; readonly asked: number; readonly room: number }
  | { readonly kind: 'older'; readonly page: RequestPageBody; readonly asked: number }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'arrived'; readonly told: EventData['requests']; readonly room: number }
  | { readonly kind: 'heldBack'; readonly told: EventData['requests'] }
  | { readonly kind: 'released'; readonly room: number }

export const INITIAL: Shown = {
  list: null,
  asking: null,
  error: null,
  missing: [],
  early: { items: [], skipped: 0 },
}

export function reduce(shown: Shown, event: Event): Shown {
  const { list } = shown
  switch (event.kind) {
    case 'reset':
      return INITIAL
    case 'asking':
      return { ...shown, asking: event.what, error: null }
    case 'newest': {
      const { page, asked, room } = event
      const begun = list === null ? arrive(beginList(page, asked), shown.early, room) : renewList(list, page, asked)
      return { ...INITIAL, list: begun, missing: withMissing(shown, page) }
    }
    case 'older':
      if (list === null) return shown
      return {
        ...INITIAL,
        list: extendList(list, event.page, event.asked),
        missing: withMissing(shown, event.page),
      }
    case 'failed':
      return { ...shown, asking: null, error: event.error }
    case 'arrived':
      return list === null ? keepEarly(shown, event.told) : { ...shown, list: arrive(list, event.told, event.room) }
    case 'heldBack':
      return list === null ? keepEarly(shown, event.told) : { ...shown, list: holdBack(list, event.told) }
    case 'released':
      return list === null ? shown : { ...shown, list: release(list, event.room) }
  }
}

function withMissing({ missing }: Shown, { unreachable }: RequestPageBody): readonly string[] {
  return [...new Set([...missing, ...unreachable])]
}

function keepEarly(shown: Shown, { items, skipped }: EventData['requests']): Shown {
  const { early } = shown
  return { ...shown, early: { items: [...early.items, ...items].slice(-MOST_HELD), skipped: early.skipped + skipped } }
}
