import type { GatewayErrorCode } from '../../../src/admin/request-contract.ts'

/** The gateway's own errors (`x-claudeflare-error`), said for whoever looks into one. */
const WORDS: Readonly<Record<GatewayErrorCode, string>> = {
  bad_request: 'The request could not be read.',
  unauthorized: 'The caller brought no valid client key.',
  forbidden: 'The client key may not do this.',
  forbidden_path: 'The path administers an account of the vendor, which callers may not.',
  model_unpriced: 'The client key has a budget, and the price of the model is unknown.',
  not_found: 'There is nothing at this path.',
  method_not_allowed: 'The path takes another method.',
  body_too_large: 'The body has more than 32 MB.',
  no_websockets: 'The caller wanted a WebSocket; over HTTP it would be served.',
  key_limited: 'The client key has used its rate up.',
  budget_exceeded: 'The client key has used its budget up.',
  pool_cooling: 'Every account that could have served it was cooling down, or had no room.',
  upstream_unreachable: 'No vendor could be reached.',
  upstream_broken:
    'The connection broke after the request was sent. It may have been carried out, so it was not sent twice.',
  load_balancer_disabled: 'The pool is switched off.',
  no_accounts: 'No account of the pool serves this call, or all that do are paused.',
  pool_exhausted: 'No account was left: disabled by failures, or refused for its credential or credit.',
  overloaded: 'The gateway held as many request bodies as it may.',
  state_unavailable: 'What the call refers to lies on an account that cannot be asked now.',
}

const KNOWN: ReadonlyMap<string, string> = new Map(Object.entries(WORDS))

/** `null` for a code of a later gateway: the page may be older than what answers it. */
export function toErrorWords(code: string): string | null {
  return KNOWN.get(code) ?? null
}
