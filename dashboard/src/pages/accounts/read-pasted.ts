/** What a vendor's page gave a person, as the control API takes it. */
export type Pasted = { readonly redirected_to: string } | { readonly code: string; readonly state: string }

/**
 * Reads what was pasted: the whole address that the vendor sent the browser back to, `code#state`, or the code alone, whose
 * state is that of the address where it was begun. `null` where it is empty.
 */
export function readPasted(text: string, authorizeUrl: string): Pasted | null {
  const pasted = text.trim()
  if (pasted === '') return null
  if (/^[a-z][a-z\d+.-]*:/i.test(pasted) && URL.canParse(pasted)) return { redirected_to: pasted }
  const [code = '', state] = pasted.split('#')
  return { code, state: state ?? new URL(authorizeUrl).searchParams.get('state') ?? '' }
}

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/

/** Where the vendor is asked to send the browser: back to this page where it is on this machine, which brings it by itself. */
export function toRedirectUri(origin: string): string {
  return `${LOOPBACK.test(origin) ? origin : 'http://127.0.0.1:8976'}/callback`
}
