import pino from 'pino'
import type { Log } from '../../gateway/log.ts'
import { toLogText } from '../../gateway/log-text.ts'
import type { Settings } from '../../model/settings.ts'
import { LineFile } from './line-file.ts'

/** A log that can be waited for. */
export interface NodeLog extends Log {
  /** Everything is written when it returns. */
  flush(): void
}

const STANDARD_ERROR = 2

/** A log on standard error: a line of JSON, or on a terminal one to be read. Lines leave within 100 ms. */
export function createLog({ level, format }: Settings['log']): NodeLog {
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

function toText(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  return toLogText({
    level: pino.levels.labels[Number(level)] ?? 'info',
    time: String(time),
    message: String(msg),
    fields,
  })
}
