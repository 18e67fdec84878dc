/** What the token endpoint answers where it grants nothing (RFC 6749, section 5.2). */
export interface Refusal {
  readonly kind: 'refused'
  /** 400, or 401 where the client, or what it asserts, is not believed. */
  readonly status: 400 | 401
  readonly error: string
  readonly description: string
}

export function refuse(error: string, description: string): Refusal {
  return { kind: 'refused', status: error === 'invalid_client' ? 401 : 400, error, description }
}
