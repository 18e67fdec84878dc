import { ACCOUNTS_POOL, BALANCED_POOL } from '../model/pool.ts'
import type { AccountDraft } from './account-draft.ts'
import { isRecord, valueAt } from './json-record.ts'
import { readAccountObject } from './read-account-object.ts'
import { readKeyEntry } from './read-key-entry.ts'
import { refuseShape } from './refuse-shape.ts'
import type { Given, SettingReader } from './setting-reader.ts'

const KEY_LIST = 'a list of keys ("key:weight:provider") or account objects'
const ACCOUNT_LIST = 'a list of account objects, [{"name": "main", "api_key": "${MY_KEY}"}]'

/** All accounts as they are written, those of `load_balancer.api_keys` first: ties go by the configured order. */
export function readAccounts(reader: SettingReader): readonly AccountDraft[] {
  const drafts = [...readKeyList(reader, reader.find('load_balancer.api_keys')), ...readAccountList(reader)]
  return drafts.filter((draft) => draft !== null)
}

function readKeyList(reader: SettingReader, list: Given | null): readonly (AccountDraft | null)[] {
  if (list === null) return []
  if (list.raw.kind === 'text') return readKeyText(reader, list, list.raw.text)
  if (!Array.isArray(list.raw.value)) {
    refuseShape(reader, { place: list.setting, value: list.raw.value }, KEY_LIST)
    return []
  }
  return list.raw.value.map((value: unknown, index) => {
    const place = `${list.setting}[${index}]`
    const position = index + 1
    if (isRecord(value)) return readBalancedObject(reader, value, { place, position })
    const entry = typeof value === 'string' ? reader.inFile(place, value) : null
    if (typeof value !== 'string')
      refuseShape(reader, { place, value }, 'a key ("key:weight:provider") or an account object')
    return entry === null ? null : readKeyEntry(reader, entry, { place, position })
  })
}

/** The environment's form. Blank entries, as a comma at the end leaves one, are no keys; the others keep their count. */
function readKeyText(reader: SettingReader, list: Given, text: string): readonly (AccountDraft | null)[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const blank = text.split(',').length - entries.length
  if (blank > 0) reader.report.warn(`${list.setting} has ${blank} blank between its commas, which is passed over`)
  return entries.map((entry, index) => {
    const position = index + 1
    const place = `${list.setting}, key ${position}`
    return readKeyEntry(reader, { ...list, raw: { kind: 'text', text: entry } }, { place, position })
  })
}

function readBalancedObject(
  reader: SettingReader,
  object: Readonly<Record<string, unknown>>,
  at: { readonly place: string; readonly position: number },
): AccountDraft | null {
  const name = `key-${at.position}`
  const draft = readAccountObject(reader, object, { place: at.place, name, pool: BALANCED_POOL })
  if (draft === null || draft.pool === BALANCED_POOL) return draft
  reader.report.problem({
    setting: `${at.place}.pool`,
    value: JSON.stringify(draft.pool),
    source: draft.source,
    why: `keys of load_balancer.api_keys are in pool ${BALANCED_POOL}`,
    accepted: `${BALANCED_POOL}, or the same object in accounts`,
  })
  return null
}

function readAccountList(reader: SettingReader): readonly (AccountDraft | null)[] {
  const list = reader.find('accounts')
  if (list === null) return []
  if (list.raw.kind === 'text' || !Array.isArray(list.raw.value)) {
    refuseShape(reader, { place: list.setting, value: valueAt(reader.document.root, 'accounts') }, ACCOUNT_LIST)
    return []
  }
  return list.raw.value.map((value: unknown, index) => {
    const place = `${list.setting}[${index}]`
    if (isRecord(value)) {
      return readAccountObject(reader, value, { place, name: `account-${index + 1}`, pool: ACCOUNTS_POOL })
    }
    refuseShape(reader, { place, value }, 'an account object')
    return null
  })
}
