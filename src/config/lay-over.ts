import { setJsonValue } from './json-edit.ts'

/** A configuration's text with values by their dotted keys laid over it. A text that is no JSON stays as it is, to be refused with its place when it is read. */
export function layOver(text: string, changes: Iterable<readonly [key: string, value: unknown]>): string {
  let result = text
  for (const [key, value] of changes) {
    const edited = setJsonValue(result, key.split('.'), value)
    if (edited.ok) result = edited.text
  }
  return result
}
