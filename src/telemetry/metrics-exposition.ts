import { FAMILIES, type Family, type FamilyName, isFamily } from './metrics-families.ts'
import type { MetricsFormat } from './metrics-format.ts'
import type { Point, Reading } from './metrics-reading.ts'

/** Lines that are printed at a time: some 3 ms of work. */
const PART_LINES = 2_000

/**
 * Prints readings, metric by metric; both forms want all lines of a metric together, and each label set once. In parts,
 * so that whoever serves calls beside it can go on between them.
 */
export function* printMetrics(readings: readonly Reading[], format: MetricsFormat): Generator<string> {
  const merged = mergeReadings(readings)
  let lines: string[] = []
  for (const [name, family] of Object.entries(FAMILIES)) {
    const points = isFamily(name) ? merged.get(name) : undefined
    if (points === undefined) continue
    printHead(lines, { name, family, format })
    const printPoint = pointPrinter({ name, family, format })
    for (const point of points.values()) {
      printPoint(lines, point)
      if (lines.length < PART_LINES) continue
      yield toPart(lines)
      lines = []
    }
  }
  if (format === 'openmetrics') lines.push('# EOF')
  if (lines.length > 0) yield toPart(lines)
}

function toPart(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function mergeReadings(readings: readonly Reading[]): ReadonlyMap<FamilyName, ReadonlyMap<string, Point>> {
  const merged = new Map<FamilyName, Map<string, Point>>()
  for (const { family, points } of readings) {
    if (!isFamily(family)) continue
    const known = merged.get(family) ?? new Map<string, Point>()
    merged.set(family, known)
    for (const point of points) {
      if (!fits(point, FAMILIES[family])) continue
      const before = known.get(point.labels)
      known.set(point.labels, before === undefined ? point : add(before, point))
    }
  }
  return merged
}

/** An object of another version may have other buckets. */
function fits(point: Point, family: Family): boolean {
  if (family.type !== 'histogram') return point.kind === 'value'
  return point.kind === 'spread' && point.counts.length === family.bounds.length + 1
}

function add(one: Point, other: Point): Point {
  if (one.kind === 'value' && other.kind === 'value') return { ...one, value: one.value + other.value }
  if (one.kind !== 'spread' || other.kind !== 'spread') return one
  const counts = one.counts.map((count, bucket) => count + (other.counts[bucket] ?? 0))
  return { ...one, counts, sum: one.sum + other.sum }
}

interface Printed {
  readonly name: string
  readonly family: Family
  readonly format: MetricsFormat
}

/** Only OpenMetrics tells of a counter without the end of its name. */
function printHead(lines: string[], { name, family, format }: Printed): void {
  const told = family.type === 'counter' && format === 'text' ? `${name}_total` : name
  lines.push(`# HELP ${told} ${family.help}`, `# TYPE ${told} ${family.type}`)
}

function pointPrinter({ name, family, format }: Printed): (lines: string[], point: Point) => void {
  const line = family.type === 'counter' ? `${name}_total` : name
  const ends = family.type === 'histogram' ? family.bounds.map((bound) => toBound(bound, format)) : []
  return (lines, point) => {
    if (point.kind === 'value') lines.push(`${line}${braced(point.labels)} ${toNumber(point.value)}`)
    else printSpread(lines, { name, ends, point })
  }
}

interface PrintedSpread {
  readonly name: string
  readonly ends: readonly string[]
  readonly point: Extract<Point, { kind: 'spread' }>
}

/** Buckets count what is at most their end, whatever bucket it was counted in. */
function printSpread(lines: string[], { name, ends, point }: PrintedSpread): void {
  const { labels, counts, sum } = point
  const start = `${name}_bucket{${labels}${labels === '' ? '' : ','}le="`
  let below = 0
  for (const [bucket, count] of counts.entries()) {
    below += count
    lines.push(`${start}${ends[bucket] ?? '+Inf'}"} ${below}`)
  }
  lines.push(`${name}_sum${braced(labels)} ${toNumber(sum)}`, `${name}_count${braced(labels)} ${below}`)
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

/** OpenMetrics §"Considerations: Canonical Numbers": `1.0`, not `1`. */
function toBound(bound: number, format: MetricsFormat): string {
  return format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound)
}

function toNumber(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}
