import type { KeyRow } from '../../../../src/admin/contract.ts'

export type Scope = KeyRow['scopes'][number]

/** What a key may, in words. */
export const SCOPES: readonly { readonly scope: Scope; readonly words: string }[] = [
  { scope: 'call', words: 'send requests to the vendors' },
  { scope: 'admin', words: 'see and change everything here' },
  { scope: 'stateful', words: 'reach files, batches and stored answers' },
  { scope: 'metrics', words: 'read /metrics' },
]

/** What the form holds. */
export interface KeyDraft {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly pool: string
  readonly models: string
  readonly requests: string
  readonly tokens: string
  readonly usd: string
  readonly per: 'day' | 'month'
  /** `2026-12-31`, or empty. */
  readonly expires: string
}

export const NEW_KEY: KeyDraft = {
  name: '',
  scopes: ['call'],
  pool: 'accounts',
  models: '',
  requests: '',
  tokens: '',
  usd: '',
  per: 'month',
  expires: '',
}

/** As `POST /api/keys` takes it: what was left empty is not said. */
export function toKeyBody(draft: KeyDraft): Readonly<Record<string, unknown>> {
  const models = draft.models.split(',').map((model) => model.trim())
  return {
    name: draft.name.trim(),
    scopes: draft.scopes,
    ...(draft.pool === NEW_KEY.pool ? {} : { pools: [draft.pool] }),
    ...(draft.models.trim() === '' ? {} : { models: models.filter((model) => model !== '') }),
    ...(draft.requests === '' ? {} : { requests_per_minute: Number(draft.requests) }),
    ...(draft.tokens === '' ? {} : { tokens_per_minute: Number(draft.tokens) }),
    ...(draft.usd === '' ? {} : { budget: { usd: Number(draft.usd), per: draft.per } }),
    ...(draft.expires === '' ? {} : { expires_at: `${draft.expires}T00:00:00Z` }),
  }
}
