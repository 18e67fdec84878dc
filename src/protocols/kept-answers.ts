import type { BodyFacts } from './scan-body.ts'

/**
 * Whether something of the answer is kept at the vendor, for calls whose path does not say so: responses unless the body
 * declines it, chat completions where it asks for it, and the container of code that is run.
 */
export function isKeptBy(path: string, { store, references }: BodyFacts): boolean {
  switch (path) {
    case '/v1/responses':
      return store !== false
    case '/v1/chat/completions':
      return store === true
    case '/v1/messages':
      return references?.runsCode === true
    default:
      return false
  }
}
