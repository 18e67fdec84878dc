import { withoutCredentials } from '../model/credential-shape.ts'

const LONGEST = 200
/** Long enough for a code or a token, and no word: it has a digit. */
const OPAQUE = /(?=[\w.~+/=-]{0,100}\d)[\w.~+/=-]{20,}/g

/**
 * An authorization server's own words, short and on one line. They are logged, kept and shown, so whatever it repeats of
 * `secrets`, which it was sent, is left out, and whatever else may be a code or a token.
 */
export function serverWords(text: string, secrets: readonly string[]): string {
  let words = text.slice(0, 10 * LONGEST)
  for (const secret of secrets) {
    if (secret === '') continue
    for (const form of new Set([secret, encodeURIComponent(secret)])) words = words.replaceAll(form, '***')
  }
  return withoutCredentials(words)
    .replace(OPAQUE, '***')
    .replaceAll(/[^ -~]/g, '?')
    .slice(0, LONGEST)
}
