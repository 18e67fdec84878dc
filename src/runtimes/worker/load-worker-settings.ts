import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { INLINE_CONFIG } from '../../config/config-document.ts'
import type { ConfigProblem } from '../../config/config-problem.ts'
import { toSentence } from '../../config/config-problem.ts'
import { layOver } from '../../config/lay-over.ts'
import { loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../model/settings.ts'
import type { OpenedAccount } from '../../model/stored-account.ts'
import type { SettingChanges } from '../../stores/cloudflare/gateway-store.ts'

interface LoadedWorkerSettings {
  readonly ok: true
  readonly settings: Settings
  readonly warnings: readonly string[]
}

export type WorkerSettings =
  | LoadedWorkerSettings
  /** Also as sentences, and the names of the settings alone, which anybody may hear. */
  | {
      readonly ok: false
      readonly problems: readonly ConfigProblem[]
      readonly sentences: readonly string[]
      readonly names: readonly string[]
    }

/** An isolate has 128 MB for everything; request bodies may hold half of it. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024

/** Settings that need what a Worker does not have: files, sockets of its own, another machine's database. */
const MEANINGLESS: ReadonlyMap<string, string> = new Map([
  ['tls.cert', 'TLS is Cloudflare’s to serve'],
  ['tls.key', 'TLS is Cloudflare’s to serve'],
  ['outbound_proxy', 'vendors are reached without a proxy'],
  ['database_url', 'state is kept in Durable Objects'],
])

/** SHA-256 of the text's UTF-8 bytes, lower-case hex. The platform's own is asynchronous. */
export function sha256(text: string): string {
  return bytesToHex(digest(utf8ToBytes(text)))
}

/** Reads the settings from a Worker's variables and secrets, with what the API has changed laid over them. */
export function loadWorkerSettings(
  env: object,
  changes: SettingChanges,
  stored: readonly OpenedAccount[] = [],
): WorkerSettings {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (typeof value === 'string') texts[name] = value
  const inline = texts[INLINE_CONFIG] ?? ''
  texts[INLINE_CONFIG] = layOver(inline.trim() === '' ? '{}' : inline, changes)
  const loaded = loadSettings({
    flags: new Map(),
    env: texts,
    file: null,
    stored,
    home: '/',
    hash: sha256,
    generatedUuid: null,
    defaultLogFormat: 'json',
  })
  if (!loaded.ok) return refuse(loaded.problems)
  const problems: ConfigProblem[] = []
  for (const [key, why] of MEANINGLESS) {
    const source = loaded.settings.sources.get(key) ?? { kind: 'default' }
    if (source.kind === 'default') continue
    const setting = source.kind === 'environment' ? source.variable : key
    problems.push({ setting, value: null, source, why: `in a Worker ${why}`, accepted: 'to leave it out' })
  }
  for (const { name, workloadIdentity } of loaded.settings.providers.values()) {
    if (workloadIdentity?.assertion.kind !== 'file') continue
    const setting = `providers.${name}.workload_identity.assertion_file`
    const accepted = 'assertion with the name of a variable or secret, "${MY_TOKEN}"'
    problems.push({ setting, value: null, source: { kind: 'default' }, why: 'a Worker has no files', accepted })
  }
  if (problems.length > 0) return refuse(problems)
  return { ...loaded, ...withinIsolate(loaded.settings, loaded.warnings) }
}

function refuse(problems: readonly ConfigProblem[]): Extract<WorkerSettings, { ok: false }> {
  return {
    ok: false,
    problems,
    sentences: problems.map(toSentence),
    names: problems.map(({ setting }) => setting),
  }
}

/** More than fits is not held; who asked for more is told. */
function withinIsolate(
  settings: Settings,
  warnings: readonly string[],
): Pick<LoadedWorkerSettings, 'settings' | 'warnings'> {
  if (settings.maxBufferedBytes <= MAX_BUFFERED_BYTES) return { settings, warnings }
  const told = `max_buffered_bytes is ${MAX_BUFFERED_BYTES} in a Worker, whose isolates have 128 MB for everything`
  const isAsked = (settings.sources.get('max_buffered_bytes')?.kind ?? 'default') !== 'default'
  return {
    settings: { ...settings, maxBufferedBytes: MAX_BUFFERED_BYTES },
    warnings: isAsked ? [...warnings, told] : warnings,
  }
}
