/** What is known of a request before its body, as the runtime read it. */
export interface RequestHead {
  /** Raw, without the query, starting with `/`. */
  readonly path: string
  /** With its `?`; empty where there is none. */
  readonly query: string
  /** Names and values in turn, as they came: `[name, value, name, value, …]`. */
  readonly headers: readonly string[]
  /** `1.1`, as node gives it. */
  readonly httpVersion: string
  /** Address of the other end of the connection; `null` where the platform does not tell. */
  readonly peer: string | null
  readonly tls: boolean
}
