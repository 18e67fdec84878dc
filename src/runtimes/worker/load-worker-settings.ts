import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { INLINE_CONFIG } from '../../config/config-document.ts'
import { toSentence } from '../../config/config-problem.ts'
import { layOver } from '../../config/lay-over.ts'
import { loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../model/settings.ts'
import type { SettingChanges } from '../../stores/cloudflare/gateway-store.ts'

export type WorkerSettings =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly string[] }
  /** A sentence for each problem, and the names of the settings alone, which anybody may hear. */
  | { readonly ok: false; readonly sentences: readonly string[]; readonly names: readonly string[] }

/** Settings that need what a Worker does not have: files, sockets of its own, another machine's database. */
const MEANINGLESS: ReadonlyMap<string, string> = new Map([
  ['tls.cert', 'Cloudflare serves TLS'],
  ['tls.key', 'Cloudflare serves TLS'],
  ['outbound_proxy', 'a Worker reaches the vendors without a proxy'],
  ['database_url', 'a Worker keeps its state in Durable Objects'],
])

/** SHA-256 of the text's UTF-8 bytes, lower-case hex. The platform's own is asynchronous. */
export function sha256(text: string): string {
  return bytesToHex(digest(utf8ToBytes(text)))
}

/** Reads the settings from a Worker's variables and secrets, with what the API has changed laid over them. */
export function loadWorkerSettings(env: object, changes: SettingChanges): WorkerSettings {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (typeof value === 'string') texts[name] = value
  const inline = texts[INLINE_CONFIG] ?? ''
  texts[INLINE_CONFIG] = layOver(inline.trim() === '' ? '{}' : inline, changes)
  const loaded = loadSettings({
    flags: new Map(),
    env: texts,
    file: null,
    home: '/',
    hash: sha256,
    generatedUuid: null,
    defaultLogFormat: 'json',
  })
  if (!loaded.ok) {
    const names = loaded.problems.map(({ setting }) => setting)
    return { ok: false, sentences: loaded.problems.map(toSentence), names }
  }
  const meaningless = [...MEANINGLESS].filter(
    ([key]) => (loaded.settings.sources.get(key)?.kind ?? 'default') !== 'default',
  )
  if (meaningless.length === 0) return loaded
  return {
    ok: false,
    names: meaningless.map(([key]) => key),
    sentences: meaningless.map(([key, why]) => `${key} cannot be used in a Worker: ${why}; leave it out`),
  }
}
