/** How a gateway is started for a test. */
export interface GatewaySettings {
  /** Added to a clean environment; `undefined` takes one of the defaults away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Content of the config file: an object, or text that is written as it is. */
  readonly config?: Readonly<Record<string, unknown>> | string
  /** A state folder that outlives the gateway, for tests that start it again. */
  readonly home?: string
  /** After `serve`. */
  readonly args?: readonly string[]
}

/** What is said of one that has ended. `code` is `null` where a signal ended it. */
export interface Exit {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A gateway under test, reached over sockets alone. */
export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly home: string
  /** Everything written so far. */
  stdout(): string
  stderr(): string
  /** The most memory that it has held so far, in bytes. Told on Linux only. */
  peakMemory(): Promise<number>
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void
  readonly exited: Promise<Exit>
  /** Drains it with SIGTERM and waits for its end. */
  stop(): Promise<Exit>
}

/** A way to run the gateway: a process of Node now, a Worker later. */
export interface Runtime {
  readonly name: string
  start(settings: GatewaySettings): Promise<Gateway>
}

/** The token that tests put in front of their paths. */
export const UUID = 'conformance-token-0123456789'
