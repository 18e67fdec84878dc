import type { LogLevel, Settings } from '../model/settings.ts'
import { INLINE_CONFIG, readDocument } from './config-document.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { ConfigSources } from './config-sources.ts'
import { readWhereabouts } from './load-whereabouts.ts'
import { readAccounts } from './read-accounts.ts'
import { readAdminKey, readDefaultProvider, readOutbound, readSecret } from './read-guarded.ts'
import { readAlerts } from './read-alerts.ts'
import { readPoolDefaults, readPools } from './read-pools.ts'
import { readPrices } from './read-prices.ts'
import { readProviders } from './read-providers.ts'
import { createReport } from './report.ts'
import { createSettingReader, type SettingReader } from './setting-reader.ts'
import { settleAccounts } from './settle-accounts.ts'
import { timeZone } from './time-zone.ts'
import { checkKnownKeys, warnOfUnknownVariables } from './unknown-keys.ts'
import { timespan } from './timespan.ts'
import { choice, choiceInAnyCase, integer, truth } from './value-kinds.ts'

export type Loaded =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** The longest that a timer can run. */
const TIMER_MS = 2_147_483_647
const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
/** Details take some 300 bytes a request, hours next to nothing. */
const RETENTION = { detailDays: 7, rollupDays: 365 }

const duration = integer({ min: 1, max: TIMER_MS }, 'ms')
const durationOrOff = integer({ min: 0, max: TIMER_MS }, 'ms')
const publishInterval = timespan({ min: 1_000, max: TIMER_MS })
const attempts = integer({ min: 1, max: 1_000 }, '')
const days = integer({ min: 1, max: 3_650 }, 'days')
/** No message that a vendor answers is shorter: with less every call would be refused. */
const LEAST_BUFFERED = 64
const bytes = integer({ min: LEAST_BUFFERED, max: Number.MAX_SAFE_INTEGER }, 'bytes')

/** Reads all settings: command line, environment, config file, default, in this order. Never throws. */
export function loadSettings(sources: ConfigSources): Loaded {
  const read = readDocument(sources)
  if (!read.ok) return { ok: false, problems: [read.problem] }
  const report = createReport()
  const reader = createSettingReader(sources, read.document, report)
  checkKnownKeys(reader)
  warnOfUnknownVariables(reader, sources.env)
  const settings = readSettings(reader, sources)
  const { problems, warnings } = report
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings, warnings }
}

function readSettings(reader: SettingReader, sources: ConfigSources): Settings {
  const providers = readProviders(reader)
  const defaultProvider = readDefaultProvider(reader, providers)
  const rules = { providers, defaultProvider, hash: (text: string) => sources.hash(text) }
  const accounts = settleAccounts(reader, { drafts: readAccounts(reader), stored: sources.stored }, rules)
  const poolDefaults = readPoolDefaults(reader)
  return {
    ...readWhereabouts(reader, sources),
    configFile: isInline(sources) ? null : (sources.file?.path ?? null),
    adminKey: readAdminKey(reader),
    secret: readSecret(reader, 'CLAUDEFLARE_SECRET'),
    previousSecret: readSecret(reader, 'CLAUDEFLARE_SECRET_PREVIOUS'),
    pools: readPools(reader, accounts, poolDefaults),
    poolDefaults,
    accounts,
    providers,
    defaultProvider,
    outbound: readOutbound(reader),
    timeouts: {
      connectMs: reader.read('connect_timeout_ms', duration, 10_000),
      firstByteMs: reader.read('first_byte_timeout_ms', duration, 600_000),
      idleMs: reader.read('idle_timeout_ms', duration, 600_000),
      firstEventMs: reader.read('first_event_timeout_ms', durationOrOff, 0),
    },
    attempts: {
      deadlineMs: reader.read('deadline_ms', duration, 30_000),
      max: reader.read('max_attempts', attempts, 5),
      retryAmbiguous: reader.read('retry_ambiguous', truth, false),
    },
    drainMs: reader.read('drain_timeout_ms', durationOrOff, 300_000),
    maxBufferedBytes: reader.read('max_buffered_bytes', bytes, 268_435_456),
    kvPublishMs: reader.read('kv_publish_interval', publishInterval, 120_000),
    exposeAccount: reader.read('expose_account', truth, false),
    timeZone: reader.read('time_zone', timeZone, 'UTC'),
    log: {
      level: reader.read('log_level', choiceInAnyCase(LOG_LEVELS), 'info'),
      format: reader.read('log_format', choice(['text', 'json']), sources.defaultLogFormat),
    },
    retention: readRetention(reader),
    alerts: readAlerts(reader),
    prices: readPrices(reader),
    demo: sources.flags.has('demo'),
    sources: reader.sources,
  }
}

function readRetention(reader: SettingReader): Settings['retention'] {
  const detailDays = reader.read('retention.detail_days', days, RETENTION.detailDays)
  const rollupDays = reader.read('retention.rollup_days', days, RETENTION.rollupDays)
  if (rollupDays < detailDays) {
    reader.report.warn(
      `retention.rollup_days ${rollupDays} is less than retention.detail_days ${detailDays}: analytics looks back a shorter time than requests are kept`,
    )
  }
  return { detailDays, rollupDays }
}

function isInline(sources: ConfigSources): boolean {
  return (sources.env[INLINE_CONFIG] ?? '').trim() !== ''
}
