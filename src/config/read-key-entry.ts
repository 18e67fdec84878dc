import { NO_CAPS } from '../model/account.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import { Secret } from '../model/secret.ts'
import type { AccountDraft } from './account-draft.ts'
import { weight } from './account-kinds.ts'
import type { Given, SettingReader } from './setting-reader.ts'
import { credential } from './value-kinds.ts'

const FORM = 'key[:weight[:provider]], where the key holds no colon'
/** Longer than any weight or provider: it may be a part of a key, and is not shown. */
const SHOWN_LENGTH = 16

/** Where an entry stands in its list. */
export interface EntryPlace {
  /** `LOAD_BALANCER_API_KEYS, key 2`, `load_balancer.api_keys[1]`. */
  readonly place: string
  /** From 1: gives the account its name. */
  readonly position: number
}

/** Reads `key[:weight[:provider]]` into an account of pool `lb`; `null` where a part cannot be used, which is reported. */
export function readKeyEntry(reader: SettingReader, entry: Given, at: EntryPlace): AccountDraft | null {
  const written = entry.raw.kind === 'text' ? entry.raw.text : entry.raw.value
  const parts = String(written)
    .split(':')
    .map((part) => part.trim())
  const before = reader.report.problems.length
  if (parts.length > 3) {
    const { source } = entry
    const why = `it has ${parts.length - 1} colons`
    reader.report.problem({ setting: at.place, source, value: null, why, accepted: FORM })
    return null
  }
  const part = (index: number, name: string): Given | null => {
    const text = parts[index]
    return text === undefined ? null : { ...entry, setting: `${at.place}${name}`, raw: { kind: 'text', text } }
  }
  const weightPart = part(1, ', its weight')
  const key = reader.use(part(0, ''), credential, '')
  const draft: AccountDraft = {
    place: at.place,
    source: entry.source,
    name: `key-${at.position}`,
    pool: BALANCED_POOL,
    provider: part(2, ', its provider'),
    credential: new Secret(key),
    weight: reader.use(weightPart, entryWeight(weightPart), 1),
    priority: 0,
    baseUrl: null,
    models: [],
    modelMap: [],
    caps: NO_CAPS,
  }
  return reader.report.problems.length > before ? null : draft
}

/** Weights, with the entry's form in what is said of a wrong one; one that may be a part of a key is masked. */
function entryWeight(part: Given | null): typeof weight {
  const isLong = part?.raw.kind === 'text' && part.raw.text.length > SHOWN_LENGTH
  return { ...weight, accepted: `${weight.accepted} (${FORM})`, mask: isLong ? 'credential' : 'none' }
}
