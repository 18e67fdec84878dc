/** The gateway's own errors: the value of `x-claudeflare-error`, and the status it goes with (contract §6). */
export const GATEWAY_ERRORS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  forbidden_path: 403,
  model_unpriced: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  no_websockets: 426,
  key_limited: 429,
  budget_exceeded: 429,
  pool_cooling: 429,
  upstream_unreachable: 502,
  upstream_broken: 502,
  load_balancer_disabled: 503,
  no_accounts: 503,
  pool_exhausted: 503,
  overloaded: 503,
  state_unavailable: 503,
} as const satisfies Record<string, number>

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS

export const GATEWAY_ERROR_CODES = Object.keys(GATEWAY_ERRORS) as readonly GatewayErrorCode[]

/** Above this many seconds clients are told not to wait by themselves: their own retry has no cap (contract §6). */
export const PATIENCE_S = 60

/** An error of the gateway's own, before a protocol's envelope is put around it. */
export interface GatewayError {
  readonly code: GatewayErrorCode
  /** For the person who meets it: what happened, where it came from, what to do. */
  readonly message: string
  /** Whole seconds for `retry-after`; `null` sends none. More than `PATIENCE_S` goes with `x-should-retry: false`. */
  readonly retryAfterS: number | null
}
