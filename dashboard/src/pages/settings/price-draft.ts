import { UNKNOWN } from '../../format/numbers.ts'

/** US dollars per million tokens, by what they are for; an absent one follows from `input`. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly cache_read?: number | undefined
  readonly cache_write_5m?: number | undefined
  readonly cache_write_1h?: number | undefined
}

export const PRICE_KINDS = [
  { kind: 'input', words: 'Input', isNeeded: true },
  { kind: 'output', words: 'Output', isNeeded: true },
  { kind: 'cache_read', words: 'Cache read', isNeeded: false },
  { kind: 'cache_write_5m', words: 'Cache write, 5 min', isNeeded: false },
  { kind: 'cache_write_1h', words: 'Cache write, 1 h', isNeeded: false },
] as const

type PriceKind = (typeof PRICE_KINDS)[number]['kind']
export type PriceDraft = Readonly<Record<PriceKind, string>>

export function toPriceDraft(price: Partial<Price> | null): PriceDraft {
  const text = (kind: PriceKind): string => (price?.[kind] === undefined ? '' : String(price[kind]))
  return {
    input: text('input'),
    output: text('output'),
    cache_read: text('cache_read'),
    cache_write_5m: text('cache_write_5m'),
    cache_write_1h: text('cache_write_1h'),
  }
}

/** As the API takes it: what was left empty is not said. */
export function toPrice(draft: PriceDraft): Record<string, number> {
  return Object.fromEntries(
    PRICE_KINDS.flatMap(({ kind }) => (draft[kind].trim() === '' ? [] : [[kind, Number(draft[kind])]])),
  )
}

const PRICE = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 6 })

export function formatPrice(usd: number | undefined): string {
  return usd === undefined ? UNKNOWN : PRICE.format(usd)
}
