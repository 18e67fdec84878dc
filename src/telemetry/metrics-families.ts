/**
 * One metric: what it counts, for `# HELP`. A counter stands here without its `_total`. Of a histogram `bounds` are the
 * upper ends of its buckets in the unit of its name, and `scale` says how many of what is observed make one of that.
 */
export type Family =
  | { readonly type: 'counter' | 'gauge'; readonly help: string }
  | {
      readonly type: 'histogram'
      readonly help: string
      readonly bounds: readonly number[]
      readonly scale: number
    }

export type FamilyName = keyof typeof FAMILIES
export type HistogramName = {
  [Name in FamilyName]: (typeof FAMILIES)[Name]['type'] extends 'histogram' ? Name : never
}[FamilyName]
export type ValueName = Exclude<FamilyName, HistogramName>

const MS = 1_000

/*
 * The buckets that OpenTelemetry's conventions ask for (semantic-conventions, docs/gen-ai/gen-ai-metrics.md), and beyond
 * their ends what a gateway sees: models that think for minutes, within the usual timeout of 600 s.
 */
const DURATION = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36,
]
const FIRST_TOKEN = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80]
const PER_TOKEN = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5]
const TOKENS = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864]

/** Every metric that `/metrics` has, in the order in which it prints them. docs/metrics.md tells of each; a test compares. */
export const FAMILIES = {
  gen_ai_server_request_duration_seconds: {
    type: 'histogram',
    help: 'Requests of callers, from their beginning to the last byte of the answer.',
    bounds: DURATION,
    scale: MS,
  },
  gen_ai_server_time_to_first_token_seconds: {
    type: 'histogram',
    help: 'Successful streams, from the beginning of the request to the first byte of the answer.',
    bounds: FIRST_TOKEN,
    scale: MS,
  },
  gen_ai_server_time_per_output_token_seconds: {
    type: 'histogram',
    help: 'Successful streams, time per token of output after the first byte of the answer.',
    bounds: PER_TOKEN,
    scale: MS,
  },
  gen_ai_client_operation_duration_seconds: {
    type: 'histogram',
    help: 'Attempts at vendors, from their beginning to the end of the answer.',
    bounds: DURATION,
    scale: MS,
  },
  gen_ai_client_token_usage: {
    type: 'histogram',
    help: 'Tokens of one request as its vendor counted them; input has cached tokens in it.',
    bounds: TOKENS,
    scale: 1,
  },
  claudeflare_requests: { type: 'counter', help: 'Requests of callers that a pool took and that have ended.' },
  claudeflare_refused_requests: {
    type: 'counter',
    help: 'Requests of callers that were refused before a pool took them, by the reason.',
  },
  claudeflare_attempts: { type: 'counter', help: 'Tries of requests on accounts, by what came of them.' },
  claudeflare_failovers: {
    type: 'counter',
    help: 'Attempts after which another account was asked, by the one that failed.',
  },
  claudeflare_limits_met: { type: 'counter', help: 'Attempts refused for a rate limit, a quota or spent credit.' },
  claudeflare_tokens: { type: 'counter', help: 'Tokens as vendors counted them, each in one kind.' },
  claudeflare_account_tokens: { type: 'counter', help: 'The same by the account that was used.' },
  claudeflare_cost_usd: { type: 'counter', help: 'US dollars by the price list, of requests whose price is known.' },
  claudeflare_unpriced_requests: { type: 'counter', help: 'Requests with tokens whose price is not known.' },
  claudeflare_pool_up: { type: 'gauge', help: '1; 0 of a pool that cannot be reached: nothing else is told of it.' },
  claudeflare_pool_info: { type: 'gauge', help: 'Always 1; its labels tell the strategy.' },
  claudeflare_pool_waiting: { type: 'gauge', help: 'Calls that wait for room.' },
  claudeflare_pool_sessions_bound: { type: 'gauge', help: 'Clients or conversations that hold a session.' },
  claudeflare_pool_sessions_started: { type: 'counter', help: 'Sessions that began, restarts survived.' },
  claudeflare_pool_session_switches: { type: 'counter', help: 'Times that the traffic moved to another account.' },
  claudeflare_account_state: { type: 'gauge', help: '1 of the state that the account is in, 0 of the others.' },
  claudeflare_account_back_timestamp_seconds: {
    type: 'gauge',
    help: 'When an account that does not serve is expected back, where that is known.',
  },
  claudeflare_account_model_cooldowns: {
    type: 'gauge',
    help: 'Models, or families of models, that cool while the account serves others.',
  },
  claudeflare_account_in_flight: { type: 'gauge', help: 'Calls under way on the account.' },
  claudeflare_account_waiting: { type: 'gauge', help: 'Calls that wait for room on the account.' },
  claudeflare_account_limit_utilization_ratio: {
    type: 'gauge',
    help: 'What is used or reserved of a limit, 0 to 1.',
  },
  claudeflare_account_limit_reset_timestamp_seconds: {
    type: 'gauge',
    help: 'When a limit comes back; of one that refills evenly, when it is full.',
  },
  claudeflare_requests_in_flight: { type: 'gauge', help: 'Requests of callers under way.' },
  claudeflare_request_bodies_held_bytes: { type: 'gauge', help: 'Bytes of request bodies held in memory.' },
  claudeflare_request_bodies_limit_bytes: { type: 'gauge', help: 'Setting max_buffered_bytes.' },
  claudeflare_ledger_rows_queued: { type: 'gauge', help: 'Records of requests that are not stored yet.' },
  claudeflare_ledger_rows_dropped: { type: 'counter', help: 'Records of requests that could not be stored.' },
  claudeflare_build_info: { type: 'gauge', help: 'Always 1; its labels tell version and runtime.' },
  process_cpu_user_seconds: { type: 'counter', help: 'CPU time in the program, every thread.' },
  process_cpu_system_seconds: { type: 'counter', help: 'CPU time in the system, every thread.' },
  process_cpu_seconds: { type: 'counter', help: 'CPU time in both.' },
  process_start_time_seconds: { type: 'gauge', help: 'When the process began.' },
  process_resident_memory_bytes: { type: 'gauge', help: 'Memory of the process that is in RAM.' },
  process_open_fds: { type: 'gauge', help: 'File descriptors in use (Linux).' },
  nodejs_version_info: { type: 'gauge', help: 'Always 1; its label tells the version of Node.' },
  nodejs_heap_size_total_bytes: { type: 'gauge', help: 'Heap of the serving thread.' },
  nodejs_heap_size_used_bytes: { type: 'gauge', help: 'What is in use of it.' },
  nodejs_external_memory_bytes: { type: 'gauge', help: 'Memory outside the heap that it holds.' },
  nodejs_eventloop_lag_mean_seconds: {
    type: 'gauge',
    help: 'How late the serving thread gets to its work, mean since the last scrape.',
  },
  nodejs_eventloop_lag_p50_seconds: { type: 'gauge', help: 'The same, median.' },
  nodejs_eventloop_lag_p99_seconds: { type: 'gauge', help: 'The same, 99th percentile.' },
  nodejs_eventloop_lag_max_seconds: { type: 'gauge', help: 'The same, longest.' },
} as const satisfies Record<string, Family>

const NAMES: ReadonlySet<string> = new Set(Object.keys(FAMILIES))

/** Whether there is a metric of that name: an object of another version may tell of others. */
export function isFamily(name: string): name is FamilyName {
  return NAMES.has(name)
}
