/** A JSON object as it was read: nothing is known of its values. */
export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a dotted path; `undefined` where there is none. Looks at own keys only. */
export function valueAt(root: JsonRecord, dotted: string): unknown {
  let value: unknown = root
  for (const key of dotted.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}
