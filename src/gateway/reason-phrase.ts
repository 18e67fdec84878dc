/** A reason phrase as it may be sent (RFC 9112 §4), empty where it may not. */
export function toPhrase(text: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : ''
}
