import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'

export type Range = AnalyticsBody['range']

/** How each range is said. */
export const RANGES: Readonly<Record<Range, string>> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
}

/** What is shown. An empty text asks nothing. */
export interface AnalyticsAsked {
  readonly range: Range
  readonly pool: string
  readonly account: string
  readonly model: string
}

/** Reads the address of the page; what means nothing there is passed over. */
export function parseAsked(search: URLSearchParams): AnalyticsAsked {
  const range = search.get('range') ?? ''
  const text = (name: string): string => search.get(name)?.trim() ?? ''
  return { range: isRange(range) ? range : '24h', pool: text('pool'), account: text('account'), model: text('model') }
}

function isRange(text: string): text is Range {
  return text in RANGES
}

/** When a new step of the answer has begun, epoch ms: until then there is little new to ask for. */
export function toNextStep({ series, stepMs, to }: Pick<AnalyticsBody, 'series' | 'stepMs' | 'to'>): number {
  const last = series.at(-1)
  return last === undefined ? to + stepMs : last.at + stepMs
}
