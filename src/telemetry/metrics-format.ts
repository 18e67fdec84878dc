/** The two text forms that scrapers read: Prometheus' own, 0.0.4, and OpenMetrics 1.0.0. */
export type MetricsFormat = 'text' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** OpenMetrics where `accept` names it, and does not like plain text better; else what everything reads. */
export function chooseFormat(accept: string): MetricsFormat {
  const open = likingOf(accept, 'application/openmetrics-text')
  return open > 0 && open >= likingOf(accept, 'text/plain') ? 'openmetrics' : 'text'
}

/** The `q` of a media type (RFC 9110 §12.4.2), 0 where it is not named. */
function likingOf(accept: string, type: string): number {
  let liking = 0
  for (const part of accept.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim())
    if (name !== type) continue
    const q = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1)
    if (q > liking) liking = Math.min(q, 1)
  }
  return liking
}
