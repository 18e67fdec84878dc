import type { Settings } from '../model/settings.ts'
import { readDocument } from './config-document.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { ConfigSources } from './config-sources.ts'
import { databaseUrl, defaultDatabase } from './database-url.ts'
import { listenHost } from './listen-host.ts'
import { readTls } from './read-guarded.ts'
import { createReport } from './report.ts'
import { createSettingReader, type SettingReader } from './setting-reader.ts'
import { uuidTokens } from './uuid-tokens.ts'
import { integer, truth } from './value-kinds.ts'

/** Where a server is found, and where it keeps its state. */
export type Whereabouts = Pick<Settings, 'listen' | 'tls' | 'home' | 'databasePath' | 'loadBalancer'>

export type WhereaboutsLoaded =
  | { readonly ok: true; readonly whereabouts: Whereabouts }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

const port = integer({ min: 0, max: 65_535 }, '')

/**
 * Reads these settings and no other: whoever asks a server, or copies its database, need not have what its file takes
 * from the environment, such as an account's key.
 */
export function loadWhereabouts(sources: ConfigSources): WhereaboutsLoaded {
  const read = readDocument(sources)
  if (!read.ok) return { ok: false, problems: [read.problem] }
  const report = createReport()
  const whereabouts = readWhereabouts(createSettingReader(sources, read.document, report), sources)
  return report.problems.length > 0 ? { ok: false, problems: report.problems } : { ok: true, whereabouts }
}

export function readWhereabouts(reader: SettingReader, { home, generatedUuid }: ConfigSources): Whereabouts {
  return {
    listen: { host: reader.read('host', listenHost, '127.0.0.1'), port: reader.read('port', port, 8080) },
    tls: readTls(reader),
    home,
    databasePath: reader.read('database_url', databaseUrl(home), defaultDatabase(home)),
    loadBalancer: {
      enabled: reader.read('load_balancer.enabled', truth, false),
      uuids: reader.read('load_balancer.uuid', uuidTokens, generatedUuid === null ? [] : [generatedUuid]),
    },
  }
}
