import type { OpenedAccount } from '../model/stored-account.ts'
import type { ConfigSources } from './config-sources.ts'

/** What a test gives: the rest is as a fresh machine has it. */
export interface Given {
  readonly flags?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The config file's content: text as it is, else as JSON. */
  readonly file?: unknown
  readonly stored?: readonly OpenedAccount[]
}

/** Sources for tests, without a disk. */
export function givenSources(given: Given, hash: (text: string) => string): ConfigSources {
  const text = typeof given.file === 'string' ? given.file : JSON.stringify(given.file)
  return {
    flags: new Map(Object.entries(given.flags ?? {})),
    env: given.env ?? {},
    file: { path: '/state/config.json', text: given.file === undefined ? null : text },
    stored: given.stored ?? [],
    home: '/state',
    hash,
    generatedUuid: 'generated-0123456789',
    defaultLogFormat: 'json',
  }
}
