import type { RequestHead } from './request-head.ts'

/** The credential that a caller brought: one, none, or several that differ. */
export type Presented =
  | { readonly kind: 'one'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'conflict' }

const NONE: Presented = { kind: 'none' }
const CONFLICT: Presented = { kind: 'conflict' }

/**
 * Reads a client key from `x-api-key`, `Authorization: Bearer`, `x-goog-api-key` and, on Gemini paths, `?key=`
 * (contract §4). The same value in several places is one credential; empty values are none.
 */
export function presentedCredential(head: RequestHead): Presented {
  let found = ''
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const value = credentialIn(head.headers[i] ?? '', head.headers[i + 1] ?? '')
    if (value === '' || value === found) continue
    if (found !== '') return CONFLICT
    found = value
  }
  if (head.query !== '' && isGeminiPath(head.path)) {
    for (const value of new URLSearchParams(head.query).getAll('key')) {
      if (value === '' || value === found) continue
      if (found !== '') return CONFLICT
      found = value
    }
  }
  return found === '' ? NONE : { kind: 'one', value: found }
}

/** Lengths are compared first: nearly every header differs in it, and costs nothing more. */
function credentialIn(name: string, value: string): string {
  switch (name.length) {
    case 9:
      return name.toLowerCase() === 'x-api-key' ? value.trim() : ''
    case 13:
      return name.toLowerCase() === 'authorization' ? bearerOf(value) : ''
    case 14:
      return name.toLowerCase() === 'x-goog-api-key' ? value.trim() : ''
    default:
      return ''
  }
}

/** The token of a Bearer credential, whose scheme is read in any case (RFC 9110 §11.1); empty for another scheme. */
function bearerOf(value: string): string {
  return /^bearer[ \t]/i.test(value) ? value.slice(7).trim() : ''
}

function isGeminiPath(path: string): boolean {
  return path.startsWith('/v1beta/') || path.startsWith('/v1/models')
}
