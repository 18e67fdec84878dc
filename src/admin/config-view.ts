import { poolSettingKey } from '../config/pool-setting-key.ts'
import type { PoolDefaults, PoolPolicy } from '../model/pool.ts'
import type { Settings } from '../model/settings.ts'
import { fixedSettings, settingSources } from './fixed-settings.ts'
import { maskWebhook } from '../telemetry/alert-webhook.ts'
import type { ConfigBody } from './contract.ts'
import { toPriceTable } from './price-patch.ts'

const MINUTE_MS = 60_000

/**
 * The settings in force by their dotted key in the config file, and where those came from that are no defaults. Accounts
 * are `/api/accounts`; credentials and uuids are left out, and what may hold some is masked.
 */
export function toConfigBody(settings: Settings): ConfigBody {
  const { timeouts, attempts } = settings
  return {
    settings: {
      host: settings.listen.host,
      port: settings.listen.port,
      'tls.cert': settings.tls?.certFile ?? null,
      'tls.key': settings.tls?.keyFile ?? null,
      outbound_proxy: maskedProxy(settings.outbound),
      database_url: `sqlite:${settings.databasePath}`,
      'load_balancer.enabled': settings.loadBalancer.enabled,
      'load_balancer.provider': settings.defaultProvider,
      ...sharedSettings(settings.poolDefaults),
      ...policySettings(settings.pools),
      connect_timeout_ms: timeouts.connectMs,
      first_byte_timeout_ms: timeouts.firstByteMs,
      idle_timeout_ms: timeouts.idleMs,
      first_event_timeout_ms: timeouts.firstEventMs,
      deadline_ms: attempts.deadlineMs,
      max_attempts: attempts.max,
      retry_ambiguous: attempts.retryAmbiguous,
      drain_timeout_ms: settings.drainMs,
      max_buffered_bytes: settings.maxBufferedBytes,
      kv_publish_interval: settings.kvPublishMs,
      'retention.detail_days': settings.retention.detailDays,
      'retention.rollup_days': settings.retention.rollupDays,
      'alerts.webhook_url': maskedWebhook(settings.alerts),
      'alerts.webhook_authorization': settings.alerts.webhookAuthorization === null ? null : '***',
      'alerts.budget_share': settings.alerts.budgetShare,
      prices: toPriceTable(settings.prices),
      expose_account: settings.exposeAccount,
      time_zone: settings.timeZone,
      log_level: settings.log.level,
      log_format: settings.log.format,
      ...Object.fromEntries(
        [...settings.providers.values()].map((provider) => [`providers.${provider.name}.base_url`, provider.baseUrl]),
      ),
    },
    sources: settingSources(settings),
    fixed: fixedSettings(settings),
  }
}

function maskedWebhook({ webhookUrl }: Settings['alerts']): string | null {
  return webhookUrl === null ? null : maskWebhook(webhookUrl.reveal())
}

/** Its address may hold a password. */
function maskedProxy({ httpsProxy }: Settings['outbound']): string | null {
  if (httpsProxy === null) return null
  const { protocol, username, password, host } = new URL(httpsProxy)
  return `${protocol}//${username + password === '' ? '' : '***@'}${host}`
}

/** What pools without values of their own go by; of windows that is pool `lb`'s. */
function sharedSettings({ sessionMs, sessionScope, headroom }: PoolDefaults): Record<string, unknown> {
  return {
    session_duration_ms: sessionMs,
    session_scope: sessionScope,
    max_hold_ms: headroom.maxHoldMs,
    max_utilization: headroom.maxUtilization,
    allow_overage: headroom.allowOverage,
  }
}

function policySettings(pools: readonly PoolPolicy[]): Record<string, unknown> {
  return Object.fromEntries(pools.flatMap(policyEntries))
}

function policyEntries(policy: PoolPolicy): [string, unknown][] {
  const { name, headroom } = policy
  return [
    [poolSettingKey(name, 'strategy'), policy.strategy],
    [poolSettingKey(name, 'window_size'), policy.windowMs / MINUTE_MS],
    [poolSettingKey(name, 'session_duration_ms'), policy.sessionMs],
    [poolSettingKey(name, 'session_scope'), policy.sessionScope],
    [poolSettingKey(name, 'max_hold_ms'), headroom.maxHoldMs],
    [poolSettingKey(name, 'max_utilization'), headroom.maxUtilization],
    [poolSettingKey(name, 'allow_overage'), headroom.allowOverage],
  ]
}
