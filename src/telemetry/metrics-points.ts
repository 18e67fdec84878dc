import { FAMILIES, type FamilyName, type HistogramName, type ValueName } from './metrics-families.ts'
import type { Point, Reading } from './metrics-reading.ts'

/** One line of a counter or a gauge: whoever has it adds to it. */
export interface Value {
  value: number
}

/** How many observations fell into each bucket. */
export class Spread {
  /** In what is observed. */
  readonly #bounds: readonly number[]
  readonly #scale: number
  readonly #counts: number[]
  #sum = 0
  #count = 0

  constructor(bounds: readonly number[], scale: number) {
    this.#bounds = bounds.map((bound) => bound * scale)
    this.#scale = scale
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  get count(): number {
    return this.#count
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let low = 0
    let high = bounds.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (value <= (bounds[middle] ?? Infinity)) high = middle
      else low = middle + 1
    }
    this.#counts[low] = (this.#counts[low] ?? 0) + 1
    this.#sum += value
    this.#count += 1
  }

  toPoint(labels: string): Point {
    return { kind: 'spread', labels, counts: [...this.#counts], sum: this.#sum / this.#scale }
  }
}

/** Values and spreads by metric and labels, each made when it is first asked for. */
export class Points {
  readonly #values = new Map<FamilyName, Map<string, Value>>()
  readonly #spreads = new Map<FamilyName, Map<string, Spread>>()

  value(family: ValueName, labels: string): Value {
    const values = mapOf(this.#values, family)
    let value = values.get(labels)
    if (value === undefined) values.set(labels, (value = { value: 0 }))
    return value
  }

  spread(family: HistogramName, labels: string): Spread {
    const spreads = mapOf(this.#spreads, family)
    let spread = spreads.get(labels)
    if (spread === undefined) {
      const { bounds, scale } = FAMILIES[family]
      spreads.set(labels, (spread = new Spread(bounds, scale)))
    }
    return spread
  }

  readings(): Reading[] {
    const values = Array.from(this.#values, ([family, byLabels]) => ({
      family,
      points: Array.from(byLabels, ([labels, { value }]): Point => ({ kind: 'value', labels, value })),
    }))
    const spreads = Array.from(this.#spreads, ([family, byLabels]) => ({
      family,
      points: Array.from(byLabels, ([labels, spread]) => spread.toPoint(labels)),
    }))
    return [...values, ...spreads]
  }
}

function mapOf<Item>(maps: Map<FamilyName, Map<string, Item>>, family: FamilyName): Map<string, Item> {
  let map = maps.get(family)
  if (map === undefined) maps.set(family, (map = new Map()))
  return map
}
