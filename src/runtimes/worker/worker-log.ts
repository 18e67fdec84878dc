import type { Log } from '../../gateway/log.ts'
import { toLogText } from '../../gateway/log-text.ts'
import type { LogLevel, Settings } from '../../model/settings.ts'

const RANKS: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 100,
}

type Written = 'debug' | 'info' | 'warn' | 'error'

/** A log on the Worker's console, where `wrangler tail` and the dashboard show it: a line of JSON, or one to be read. */
export function createWorkerLog({ level, format }: Settings['log']): Log {
  function writer(name: Written): Log[Written] {
    if (RANKS[name] < RANKS[level]) return () => {}
    return (message, fields = {}) => {
      const time = new Date().toISOString()
      if (format === 'text') console[name](toLogText({ level: name, time, message, fields }).trimEnd())
      else console[name](JSON.stringify({ level: RANKS[name], time, ...fields, msg: message }))
    }
  }
  return {
    debugging: RANKS.debug >= RANKS[level],
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  }
}
