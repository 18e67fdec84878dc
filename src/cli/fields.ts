/** Readers of JSON answers whose fields may be missing: another version of the server may answer. */

/** A field as text for a cell; `-` where it is missing or null. Dots lead into objects: `usage.input`. */
export function fieldText(item: unknown, path: string): string {
  const value = fieldAt(item, path)
  if (typeof value === 'string') return value === '' ? '-' : printable(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? '-' : printable(value.map(String).join(','))
  return '-'
}

export function fieldNumber(item: unknown, path: string): number | null {
  const value = fieldAt(item, path)
  return typeof value === 'number' ? value : null
}

/** A list; empty where there is none. */
export function fieldList(item: unknown, path: string): readonly unknown[] {
  const value = fieldAt(item, path)
  return Array.isArray(value) ? value : []
}

/** Whatever it is, as JSON; `-` where it is missing or null. */
export function fieldJson(item: unknown, path: string): string {
  const value = fieldAt(item, path) ?? null
  return value === null ? '-' : printable(JSON.stringify(value))
}

function fieldAt(item: unknown, path: string): unknown {
  let value: unknown = item
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/** Names come from callers too: nothing in them may drive the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?')
}
