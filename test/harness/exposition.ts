/** One line of `/metrics`. */
interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One metric as it was printed; `samples` in their order. */
export interface MetricFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly MetricSample[]
}

export type ExpositionForm = 'text' | 'openmetrics'

interface OpenFamily extends MetricFamily {
  readonly samples: MetricSample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y
const ESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' }

/**
 * Reads `/metrics` as strictly as its two forms are written down, and throws at whatever a scraper may refuse: a line of
 * no metric, one without HELP and TYPE before it, lines of a metric apart, a label set twice, buckets that do not add up.
 */
export function parseExposition(text: string, form: ExpositionForm = 'text'): ReadonlyMap<string, MetricFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const lines = text.slice(0, -1).split('\n')
  if (form === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('there is no # EOF')
  const families = new Map<string, OpenFamily>()
  let current: OpenFamily | null = null
  let help: readonly [name: string, text: string] | null = null
  for (const line of lines) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (what === 'HELP') {
      if (help !== null || !NAME.test(name) || families.has(name)) throw new Error(`out of place: ${line}`)
      help = [name, rest]
    } else if (what === 'TYPE') {
      if (help?.[0] !== name || !['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`no type: ${line}`)
      current = { name, type: rest, help: help[1], samples: [] }
      families.set(name, current)
      help = null
    } else {
      if (current === null || help !== null) throw new Error(`no metric before ${line}`)
      const sample = parseSample(line)
      if (!namesOf(current, form).includes(sample.name)) throw new Error(`${line} is no line of ${current.name}`)
      current.samples.push(sample)
    }
  }
  for (const family of families.values()) check(family)
  return families
}

/** Sum of the lines that have these labels, and maybe others; 0 where there is none. */
export function sumOf(
  families: ReadonlyMap<string, MetricFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const samples = [...families.values()].flatMap((family) => family.samples)
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0)
}

function parseSample(line: string): MetricSample {
  const [, name = '', inner = '', number = ''] = SAMPLE.exec(line) ?? []
  if (name === '') throw new Error(`not a line of this form: ${line}`)
  return { name, labels: parseLabels(inner, line), value: parseNumber(number, line) }
}

function parseLabels(inner: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < inner.length) {
    const [, name = '', value = '', end] = LABEL.exec(inner) ?? []
    const isLast = LABEL.lastIndex === inner.length
    if (name === '' || name in labels || isLast !== (end === '')) throw new Error(`no labels: ${line}`)
    labels[name] = value.replaceAll(/\\["\\n]/g, (escaped) => ESCAPED[escaped] ?? escaped)
  }
  return labels
}

function parseNumber(text: string, line: string): number {
  if (text === '+Inf') return Infinity
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) throw new Error(`no number: ${line}`)
  return Number(text)
}

function namesOf({ name, type }: MetricFamily, form: ExpositionForm): readonly string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`]
  return type === 'counter' && form === 'openmetrics' ? [`${name}_total`] : [name]
}

function check(family: MetricFamily): void {
  const seen = new Set<string>()
  for (const { name, labels } of family.samples) {
    const key = JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))])
    if (seen.has(key)) throw new Error(`twice: ${key}`)
    seen.add(key)
  }
  const isCounter = family.type === 'counter'
  if (isCounter && !family.samples.every(({ name }) => name.endsWith('_total'))) {
    throw new Error(`${family.name} is a counter without _total`)
  }
  if (isCounter && family.samples.some(({ value }) => value < 0)) throw new Error(`${family.name} is below 0`)
  if (family.type === 'histogram') checkHistogram(family)
}

/** The lines of one label set stand together, buckets in their order, then what they add up to. */
function checkHistogram({ name, samples }: MetricFamily): void {
  let at = 0
  while (at < samples.length) {
    let below = 0
    let end = -Infinity
    let sample = samples[at]
    for (; sample?.name === `${name}_bucket`; sample = samples[++at]) {
      const le = parseNumber(sample.labels['le'] ?? '', name)
      if (le <= end || sample.value < below) throw new Error(`${name}: buckets out of order at le=${le}`)
      end = le
      below = sample.value
    }
    if (end !== Infinity) throw new Error(`${name} has no last bucket`)
    const [sum, count] = [samples[at++], samples[at++]]
    if (sum?.name !== `${name}_sum`) throw new Error(`${name} has no sum`)
    if (count?.name !== `${name}_count` || count.value !== below)
      throw new Error(`${name}: the last bucket is not the count`)
  }
}
