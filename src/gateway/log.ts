type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What happens, for the person who runs the gateway. Nothing secret is ever handed to it. */
export interface Log {
  /** Whether `debug` lines are written: what goes into them may cost something. */
  readonly debugging: boolean
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
