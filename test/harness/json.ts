export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The record that this JSON text is. */
export function toRecord(text: string): JsonRecord {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error(`not an object: ${text}`)
  return value
}

/** The rows of a list of the control API: `{"items":[…]}`. */
export function toItems(text: string): readonly JsonRecord[] {
  const { items } = toRecord(text)
  if (!Array.isArray(items)) throw new Error(`no list: ${text}`)
  return items.filter(isRecord)
}

/** Follows names into a value: `pick(status, 'loadBalancer', 'stats')`. */
export function pick(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value)
}
