/** The gateway's state cannot be read or written now: 503 `state_unavailable` with the message, a sentence for a person. */
export class StateUnavailable extends Error {
  override readonly name = 'StateUnavailable'
}
