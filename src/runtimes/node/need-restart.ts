import type { Settings } from '../../model/settings.ts'

/** What a running server cannot change. */
const FIXED: Readonly<Record<string, (settings: Settings) => unknown>> = {
  'the address': ({ listen }) => listen,
  tls: ({ tls }) => tls,
  database_url: ({ databasePath }) => databasePath,
  log: ({ log }) => log,
  CLAUDEFLARE_ADMIN_KEY: ({ adminKey }) => adminKey?.reveal(),
}

/** The settings, by the names people know them by, whose change takes effect with the next start only. */
export function needRestart(before: Settings, after: Settings): readonly string[] {
  return Object.entries(FIXED)
    .filter(([, read]) => JSON.stringify(read(before)) !== JSON.stringify(read(after)))
    .map(([name]) => name)
}
