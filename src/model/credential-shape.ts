/**
 * What a credential of this field looks like: the beginnings that vendors and this project give their own, with enough
 * behind them, and signed tokens (RFC 7519). A word that merely begins so is none. Bounded, since strangers write the texts.
 */
const CREDENTIAL = /(?<![A-Za-z0-9])(?:(?:sk-|AIza|gsk_|xai-|cf_)[\w-]{12,}|eyJ[\w-]{10,300}\.[\w.-]{10,})/g

/** Whether a text holds what looks like a credential: pasted into the wrong place, it must not be kept or shown. */
export function holdsCredential(text: string): boolean {
  return text.search(CREDENTIAL) !== -1
}

/** A text as it may be shown and kept, whoever wrote it: what looks like a credential in it is `***`. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIAL, '***')
}
