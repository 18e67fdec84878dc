export interface SignalHandlers {
  /** SIGHUP. */
  onReload(): void
  /** A second SIGTERM or SIGINT, more than a second after the first. */
  onImpatient(): void
}

/** npm delivers each signal twice, so what comes within this time is the same wish. */
const ECHO_MS = 1_000

/** Resolves at the first SIGTERM or SIGINT. The handlers are in place when it returns, and stay. */
export function onSignals(handlers: SignalHandlers): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let first: number | null = null
  const onStop = (): void => {
    const now = performance.now()
    if (first === null) {
      first = now
      resolve()
    } else if (now - first > ECHO_MS) handlers.onImpatient()
  }
  process.on('SIGHUP', () => handlers.onReload())
  process.on('SIGTERM', onStop)
  process.on('SIGINT', onStop)
  return promise
}
