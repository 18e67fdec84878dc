import type { PricesBody } from '../../../../src/admin/price-contract.ts'
import { type Price, PRICE_KINDS } from './price-draft.ts'

/** A pattern that was set here, or a model that was asked for lately. */
export interface PriceRow {
  readonly id: string
  readonly name: string
  /** Of a model. */
  readonly provider: string | null
  readonly kind: 'override' | 'model'
  readonly source: PricesBody['items'][number]['source']
  readonly price: Partial<Price>
}

/** Patterns first, as they are looked through; models after them, the most asked for first. */
export function toPriceRows({ overrides, items }: PricesBody): PriceRow[] {
  return [
    ...overrides.map((override) => ({
      id: `pattern ${override.pattern}`,
      name: override.pattern,
      provider: null,
      kind: 'override' as const,
      source: 'override' as const,
      price: toKnown(override),
    })),
    ...items.map((item) => ({
      id: `model ${item.id}`,
      name: item.model,
      provider: item.provider,
      kind: 'model' as const,
      source: item.source,
      price: toKnown(item),
    })),
  ]
}

function toKnown(told: Readonly<Record<keyof Price, number | null>>): Partial<Price> {
  return Object.fromEntries(PRICE_KINDS.flatMap(({ kind }) => (told[kind] === null ? [] : [[kind, told[kind]]])))
}
