import { setJsonValue } from './json-edit.ts'

/** Values by their dotted keys of the config file. */
type Changes = Iterable<readonly [key: string, value: unknown]>

/** Changes after others: what is set anew goes with all that was set below it. */
export function supersede(before: Changes, changes: Changes): [key: string, value: unknown][] {
  const set = new Map(changes)
  const isSet = (key: string): boolean => key.split('.').some((_, i, parts) => set.has(parts.slice(0, i + 1).join('.')))
  return [
    ...[...before].filter(([key]) => !isSet(key)).map(([key, value]) => [key, value] as [string, unknown]),
    ...set,
  ]
}

/** A configuration's text with values by their dotted keys laid over it. A text that is no JSON stays as it is, to be refused with its place when it is read. */
export function layOver(text: string, changes: Changes): string {
  let result = text
  for (const [key, value] of changes) {
    const edited = setJsonValue(result, key.split('.'), value)
    if (edited.ok) result = edited.text
  }
  return result
}
