import { withoutCredentials } from '../model/credential-shape.ts'

/** A label's name and value; without a value it is left out, which to Prometheus is the same as an empty one. */
export type Label = readonly [name: string, value: string | null]

/** Callers choose models, vendors the names of limits: so many characters are shown of each. */
const MAX_VALUE = 128
/** What is looked at of a longer one. */
const MAX_LOOKED_AT = 512

/** As they stand between the braces: `pool="lb",status="2xx"`. No credential is in them, wherever it was pasted. */
export function toLabels(labels: readonly Label[]): string {
  return labels
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}="${escape(toLabelValue(value ?? ''))}"`)
    .join(',')
}

/** Well-formed, since two halves of different pairs would both become U+FFFD on the wire: one line twice. */
export function toLabelValue(text: string): string {
  return withoutCredentials(text.slice(0, MAX_LOOKED_AT)).slice(0, MAX_VALUE).toWellFormed()
}

/** Text format 0.0.4, "Line format": backslash, quote and line feed. */
function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
