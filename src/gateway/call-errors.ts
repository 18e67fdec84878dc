import type { GatewayError } from '../model/errors.ts'

export const TOO_LARGE: GatewayError = {
  code: 'body_too_large',
  message: 'This request is larger than 32 MB, the most that the gateway takes.',
  retryAfterS: null,
}

export const OVERLOADED: GatewayError = {
  code: 'overloaded',
  message: 'The gateway holds as many request bodies as max_buffered_bytes allows. Retry in a moment.',
  retryAfterS: 1,
}

export const BROKEN_BODY: GatewayError = {
  code: 'bad_request',
  message: 'The body of this request is not framed as HTTP/1.1 says, so its end cannot be told.',
  retryAfterS: null,
}

export const AMBIGUOUS_PATH: GatewayError = {
  code: 'bad_request',
  message:
    'This path can be read in more than one way: dot segments, empty segments and encoded slashes are not taken.',
  retryAfterS: null,
}

export const KEY_DELETED: GatewayError = {
  code: 'unauthorized',
  message: 'This client key was deleted while the request came in.',
  retryAfterS: null,
}

export function noSuchPool(name: string): GatewayError {
  return {
    code: 'no_accounts',
    message: `There is no pool ${name}; this client key names one that is gone.`,
    retryAfterS: null,
  }
}
