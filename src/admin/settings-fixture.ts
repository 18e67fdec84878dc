import type { PoolPolicy } from '../model/pool.ts'
import { STRATEGIES, USUAL_HEADROOM } from '../model/pool.ts'
import type { Settings } from '../model/settings.ts'

/** Pools `lb` and `accounts`, and what is the default elsewhere. */
export function createSettings(of: Pick<Settings, 'accounts' | 'sources' | 'loadBalancer'>): Settings {
  return {
    listen: { host: '127.0.0.1', port: 8080 },
    tls: null,
    home: '/home/me/.claudeflare',
    configFile: '/home/me/.claudeflare/config.json',
    databasePath: '/home/me/.claudeflare/state.db',
    adminKey: null,
    secret: null,
    previousSecret: null,
    pools: [policy('lb', 'round-robin'), policy('accounts', 'session')],
    poolDefaults: { windowMs: 300_000, sessionMs: 18_000_000, sessionScope: 'pool', headroom: USUAL_HEADROOM },
    providers: new Map(),
    defaultProvider: 'anthropic',
    outbound: { httpsProxy: 'http://user:canary-password@proxy', httpProxy: null, noProxy: null },
    timeouts: { connectMs: 10_000, firstByteMs: 600_000, idleMs: 600_000, firstEventMs: 0 },
    attempts: { deadlineMs: 30_000, max: 5, retryAmbiguous: false },
    drainMs: 300_000,
    maxBufferedBytes: 268_435_456,
    kvPublishMs: 120_000,
    exposeAccount: false,
    timeZone: 'UTC',
    log: { level: 'info', format: 'json' },
    retention: { detailDays: 7, rollupDays: 365 },
    alerts: { webhookUrl: null, webhookAuthorization: null, budgetShare: 0.8 },
    prices: [],
    demo: false,
    ...of,
  }
}

function policy(name: string, strategy: PoolPolicy['strategy']): PoolPolicy {
  return { name, strategy, windowMs: 300_000, sessionMs: 18_000_000, sessionScope: 'pool', headroom: USUAL_HEADROOM }
}

/** What reading the file again would give, for the one key that these tests change by its value. */
export function applied(pool: PoolPolicy, values: ReadonlyMap<string, unknown>): PoolPolicy {
  const value = values.get(pool.name === 'accounts' ? 'lb_strategy' : 'load_balancer.strategy')
  const known = STRATEGIES.find((strategy) => strategy === value)
  return known === undefined ? pool : { ...pool, strategy: known }
}
