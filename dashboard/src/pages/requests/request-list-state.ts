import type { EventData } from '../../../../src/admin/events-contract.ts'
import type { RequestPageBody } from '../../../../src/admin/request-contract.ts'
import {
  arrive,
  beginList,
  extendList,
  holdBack,
  MOST_LIVE,
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
  | { readonly kind: 'newest' | 'older'; readonly page: RequestPageBody; readonly asked: number }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'arrived' | 'heldBack'; readonly told: EventData['requests'] }
  | { readonly kind: 'released' }

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
      const { page, asked } = event
      const begun = list === null ? arrive(beginList(page, asked), shown.early) : renewList(list, page, asked)
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
    case 'heldBack': {
      const { kind, told } = event
      if (list !== null) return { ...shown, list: kind === 'arrived' ? arrive(list, told) : holdBack(list, told) }
      const items = [...shown.early.items, ...told.items].slice(-MOST_LIVE)
      return { ...shown, early: { items, skipped: shown.early.skipped + told.skipped } }
    }
    case 'released':
      return list === null ? shown : { ...shown, list: release(list) }
  }
}

function withMissing({ missing }: Shown, { unreachable }: RequestPageBody): readonly string[] {
  return [...new Set([...missing, ...unreachable])]
}
