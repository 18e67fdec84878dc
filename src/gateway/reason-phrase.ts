/** A reason phrase that node's writer takes (RFC 9112 §4), empty where it would not. */
export function toPhrase(text: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : ''
}
