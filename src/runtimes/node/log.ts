import pino from 'pino'
import type { Settings } from '../../model/settings.ts'
import { LineFile } from './line-file.ts'

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What happens, for the person who runs the server. Nothing secret is ever handed to it. */
export interface Log {
  /** Whether `debug` lines are written: what goes into them may cost something. */
  readonly debugging: boolean
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** Everything is written when it returns. */
  flush(): void
}

const STANDARD_ERROR = 2

/** A log on standard error: a line of JSON, or on a terminal one to be read. Lines leave within 100 ms. */
export function createLog({ level, format }: Settings['log']): Log {
  const file = new LineFile(STANDARD_ERROR)
  const stream = format === 'json' ? file : { write: (line: string) => file.write(toText(line)) }
  const logger = pino({ level, base: null, timestamp: createTimestamp() }, stream)
  return {
    debugging: logger.isLevelEnabled('debug'),
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    flush: () => file.flushSync(),
  }
}

/** The time as pino writes it; many lines are of one millisecond. */
function createTimestamp(): () => string {
  let last = 0
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== last) {
      last = now
      text = `,"time":"${new Date(now).toISOString()}"`
    }
    return text
  }
}

/** `10:02:33 info  text  key=value …` */
function toText(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const name = pino.levels.labels[Number(level)] ?? 'info'
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
  return `${String(time).slice(11, 19)} ${name.padEnd(5)} ${String(msg)}${rest}\n`
}
