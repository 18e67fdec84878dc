import type { OpenedAccount } from '../model/stored-account.ts'

/** Everything settings are read from, gathered by a runtime. Pure data, so that reading it can be tested without a disk. */
export interface ConfigSources {
  /** By name without dashes: `port` → `8080`. */
  readonly flags: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** `text` is `null` where the file does not exist yet; `file` is `null` where there are no files. */
  readonly file: { readonly path: string; readonly text: string | null } | null
  /** Accounts that were added while the gateway ran. */
  readonly stored: readonly OpenedAccount[]
  /** The state folder, absolute. */
  readonly home: string
  /** SHA-256 of the text's UTF-8 bytes, in hex. */
  hash(text: string): string
  /** The token kept in the state folder; `null` where there is none. */
  readonly generatedUuid: string | null
  /** `text` where a person reads the log on a terminal. */
  readonly defaultLogFormat: 'text' | 'json'
}
