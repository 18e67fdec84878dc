interface SettingNames {
  /** The environment's name for it. */
  readonly variable: string | null
  /** The command line's, without dashes. Credentials have none: a command line can be read by every user of a machine. */
  readonly flag: string | null
}

function named(variable: string | null, flag: string | null): SettingNames {
  return { variable, flag }
}

/** Every setting by its dotted key in the config file, with its other names (contract §3). */
export const SETTINGS = {
  port: named('PORT', 'port'),
  host: named('HOST', 'host'),
  lb_strategy: named('LB_STRATEGY', 'strategy'),
  session_duration_ms: named('SESSION_DURATION_MS', 'session-duration-ms'),
  session_scope: named(null, 'session-scope'),
  max_hold_ms: named(null, 'max-hold-ms'),
  max_utilization: named(null, 'max-utilization'),
  allow_overage: named(null, 'allow-overage'),
  'load_balancer.enabled': named('LOAD_BALANCER_ENABLED', 'load-balancer-enabled'),
  'load_balancer.api_keys': named('LOAD_BALANCER_API_KEYS', null),
  'load_balancer.strategy': named('LOAD_BALANCER_STRATEGY', 'load-balancer-strategy'),
  'load_balancer.window_size': named('LOAD_BALANCER_WINDOW_SIZE', 'load-balancer-window-size'),
  'load_balancer.uuid': named('LOAD_BALANCER_UUID', null),
  'load_balancer.provider': named('LOAD_BALANCER_PROVIDER', 'load-balancer-provider'),
  accounts: named(null, null),
  pools: named(null, null),
  providers: named(null, null),
  'providers.anthropic.base_url': named('UPSTREAM_ANTHROPIC_URL', null),
  'providers.gemini.base_url': named('UPSTREAM_GEMINI_URL', null),
  'providers.openai.base_url': named('UPSTREAM_OPENAI_URL', null),
  'tls.cert': named('TLS_CERT', 'tls-cert'),
  'tls.key': named('TLS_KEY', 'tls-key'),
  outbound_proxy: named('HTTPS_PROXY', null),
  database_url: named('DATABASE_URL', 'database-url'),
  connect_timeout_ms: named(null, null),
  first_byte_timeout_ms: named(null, null),
  idle_timeout_ms: named(null, null),
  first_event_timeout_ms: named(null, null),
  deadline_ms: named(null, null),
  max_attempts: named(null, null),
  drain_timeout_ms: named(null, null),
  retry_ambiguous: named(null, null),
  expose_account: named(null, null),
  time_zone: named(null, null),
  max_buffered_bytes: named(null, null),
  'retention.detail_days': named(null, null),
  'retention.rollup_days': named(null, null),
  'alerts.webhook_url': named('ALERT_WEBHOOK_URL', null),
  'alerts.webhook_authorization': named('ALERT_WEBHOOK_AUTHORIZATION', null),
  'alerts.budget_share': named(null, null),
  prices: named(null, null),
  kv_publish_interval: named('KV_PUBLISH_INTERVAL', null),
  log_level: named('LOG_LEVEL', 'log-level'),
  log_format: named('LOG_FORMAT', 'log-format'),
} as const satisfies Record<string, SettingNames>

export type SettingKey = keyof typeof SETTINGS

/** Sections of the config file that hold settings; a section is always an object. */
export const SECTIONS = ['load_balancer', 'tls', 'retention', 'alerts'] as const

/** Read from the environment only. */
export const ENVIRONMENT_ONLY: readonly string[] = [
  'CLAUDEFLARE_ADMIN_KEY',
  'CLAUDEFLARE_CONFIG',
  'CLAUDEFLARE_CONFIG_JSON',
  'CLAUDEFLARE_HOME',
  'CLAUDEFLARE_KEY',
  'CLAUDEFLARE_SECRET',
  'CLAUDEFLARE_SECRET_PREVIOUS',
  'CLAUDEFLARE_URL',
]

/** The names of one setting wherever it can be given. */
export function settingNames(key: SettingKey): SettingNames {
  return SETTINGS[key]
}
