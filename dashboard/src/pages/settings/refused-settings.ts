import { Problem } from '../../api/ask.ts'
import type { FieldErrors } from '../../api/problem-fields.ts'

/** Where a sentence about a setting begins: `time_zone "x" cannot be used; …`, or `max_hold_ms: accepted is …`. */
const NAMED = /(?<=^|[;\s])[a-z_]+(?:\.[a-z_]+)*(?=: | \S.* cannot be used)/g

/**
 * What is wrong with settings, sorted by their keys, in the words of the API: these name the unit that it is kept in, which
 * may be another than the field's. What is about none of `keys` stands for itself.
 */
export function toSettingErrors(error: Error | null, keys: readonly string[]): FieldErrors {
  if (error === null) return { fields: {}, rest: null }
  const { message } = error
  const marks = [...message.matchAll(NAMED)].filter(([key]) => keys.includes(key))
  const [first] = marks
  if (first === undefined || !(error instanceof Problem) || error.status !== 400) return { fields: {}, rest: message }
  const fields = marks.map(({ 0: key, index }, at) => [key, trim(message.slice(index, marks[at + 1]?.index))])
  const before = trim(message.slice(0, first.index))
  return { fields: Object.fromEntries(fields), rest: before === '' ? null : before }
}

function trim(part: string): string {
  return part.trim().replace(/;$/, '')
}
