/**
 * A line of the log as a person reads it: `10:02:33 info  text  key=value …`, with its end. Absent values are left out.
 * Callers and vendors choose some of the words: none of them begins a line of its own, or drives the terminal.
 */
export function toLogText(line: {
  readonly level: string
  /** RFC 3339. */
  readonly time: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}): string {
  const rest = Object.entries(line.fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([key, value]) => ` ${key}=${typeof value === 'string' ? value.replaceAll(CONTROL, '?') : JSON.stringify(value)}`,
    )
    .join('')
  return `${line.time.slice(11, 19)} ${line.level.padEnd(5)} ${line.message.replaceAll(CONTROL_IN_LINES, '?')}${rest}\n`
}

const CONTROL = /\p{C}/gu
/** A bug's stack has lines. */
const CONTROL_IN_LINES = /(?![\n\t])\p{C}/gu
