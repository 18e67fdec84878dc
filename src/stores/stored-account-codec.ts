import { ACCOUNT_KINDS, type AccountId, type AccountKind, NO_CAPS } from '../model/account.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { StoreError } from './store-error.ts'

/** What of an account is one JSON text in its row: all but what rows are found by, and the sealed credential. */
export function encodeAccount(account: StoredAccount): string {
  const beside: Record<keyof AccountColumns, undefined> = {
    key: undefined,
    id: undefined,
    name: undefined,
    version: undefined,
    sealed: undefined,
  }
  return JSON.stringify({ ...account, ...beside })
}

/** The columns that stand beside the text. */
type AccountColumns = Pick<StoredAccount, 'key' | 'id' | 'name' | 'version' | 'sealed'>

/** A row of this or an earlier version. Throws a `StoreError` where it is none: left out, it would be lost unnoticed. */
export function decodeAccount(row: Readonly<Record<string, unknown>>): StoredAccount {
  const columns = columnsOf(row)
  const record = parseJson(String(row['record']))
  if (typeof record !== 'object' || record === null || !('kind' in record) || !isKind(record.kind)) {
    const why = `The stored account ${columns.name} cannot be read: its row is damaged, or a later version wrote it.`
    throw new StoreError('corrupt', `${why} Use that version, restore a backup, or remove the account.`)
  }
  // Written by `encodeAccount`; fields are only ever added, and have their defaults here.
  const kept = record as Partial<StoredAccount>
  return {
    pool: '',
    provider: '',
    baseUrl: null,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    note: null,
    allowPrivate: false,
    identity: null,
    needsSignIn: null,
    maskedKey: '***',
    createdAt: 0,
    ...NO_CAPS,
    ...kept,
    kind: record.kind,
    ...columns,
  }
}

function columnsOf(row: Readonly<Record<string, unknown>>): AccountColumns {
  return {
    key: String(row['key']),
    // Written from an AccountId.
    id: String(row['id']) as AccountId,
    name: String(row['name']),
    version: Number(row['version']),
    sealed: typeof row['sealed'] === 'string' ? row['sealed'] : null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isKind(value: unknown): value is AccountKind {
  return ACCOUNT_KINDS.some((kind) => kind === value)
}
