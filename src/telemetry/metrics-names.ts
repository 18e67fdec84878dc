import type { RequestRow } from '../model/ledger.ts'
import type { AttemptResult } from '../model/attempt-result.ts'

/*
 * The values of labels for which OpenTelemetry's conventions have a list (semantic-conventions, docs/registry/attributes/
 * gen-ai.md and error.md). What they have no name for keeps ours, as they allow.
 */

const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['gemini', 'gcp.gemini'],
  ['mistral', 'mistral_ai'],
  ['xai', 'x_ai'],
])

/** `gen_ai.provider.name` */
export function toProviderName(provider: string | null): string | null {
  return provider === null ? null : (PROVIDERS.get(provider) ?? provider)
}

/** `gen_ai.operation.name` */
export function toOperationName({ protocol, operation }: Pick<RequestRow, 'protocol' | 'operation'>): string {
  switch (operation) {
    case 'generate':
      return protocol === 'gemini' ? 'generate_content' : 'chat'
    case 'embed':
      return 'embeddings'
    case 'count':
      return 'count_tokens'
    case 'read':
    case 'other':
      return operation
  }
}

/** Those that vendors are known to answer with. Another's vendor may answer with any number. */
const STATUSES: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 422, 424, 429, 498, 499, 500, 501, 502, 503, 504, 520, 522,
  524, 529,
])

/** `error.type` of a caller's request: the gateway's own code, else how it ended, else the status. */
export function toErrorType({ end, error, status }: Pick<RequestRow, 'end' | 'error' | 'status'>): string | null {
  switch (end) {
    case 'ok':
      return null
    case 'cut':
    case 'gone':
      return end
    case 'failed':
      return error ?? statusType(status)
  }
}

/** What came of an attempt, as a label; `other` of one that a version before told of. */
export type ResultLabel = AttemptResult | 'other'

/** `error.type` of an attempt: the vendor's status, else what came of it. */
export function toAttemptError(result: ResultLabel, status: number | null): string | null {
  if (result === 'success') return null
  return status !== null && status >= 400 ? statusType(status) : result
}

/** `2xx`; `none` where no answer began. */
export function toStatusClass(status: number): string {
  return status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'none'
}

function statusType(status: number): string {
  return STATUSES.has(status) ? String(status) : '_OTHER'
}
