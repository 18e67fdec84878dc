/** What routing needs of a request's body. */
export interface BodyFacts {
  /** The top-level `model`, with the byte span of its JSON string including the quotes. */
  readonly model: { readonly value: string; readonly start: number; readonly end: number } | null
  /** Whether the top-level `stream` is `true`. */
  readonly stream: boolean
}

export function scanBody(_body: Uint8Array): BodyFacts {
  return { model: null, stream: false }
}
