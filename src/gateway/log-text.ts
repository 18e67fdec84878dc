/** A line of the log as a person reads it: `10:02:33 info  text  key=value …`, with its end. Absent values are left out. */
export function toLogText(line: {
  readonly level: string
  /** RFC 3339. */
  readonly time: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}): string {
  const rest = Object.entries(line.fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
  return `${line.time.slice(11, 19)} ${line.level.padEnd(5)} ${line.message}${rest}\n`
}
