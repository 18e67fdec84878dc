import type { RequestHead } from './request-head.ts'

/**
 * Whether a request brings a body of a type that a page of any site may send without being asked for leave: plain text, a
 * form's fields, or none at all (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). `multipart/form-data` is
 * one of these, too, but vendors' uploads come in it; a page's are told by their Origin.
 */
export function bringsLooseBody({ headers }: RequestHead): boolean {
  let hasBody = false
  let isLoose: boolean | null = null
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    // The length is compared first, since nearly all differ in it.
    switch (name.length) {
      case 12:
        if (name.toLowerCase() !== 'content-type') break
        isLoose = isLoose === true || isLooseType(headers[i + 1] ?? '')
        break
      case 14:
        if (name.toLowerCase() === 'content-length') hasBody ||= Number(headers[i + 1]) !== 0
        break
      case 17:
        hasBody ||= name.toLowerCase() === 'transfer-encoding'
        break
      default:
    }
  }
  return hasBody && isLoose !== false
}

function isLooseType(contentType: string): boolean {
  const essence = contentType.split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? ''
  return essence === '' || essence === 'text/plain' || essence === 'application/x-www-form-urlencoded'
}
