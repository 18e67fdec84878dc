import { STRATEGIES } from '../model/pool.ts'
import { nearestName } from './nearest-name.ts'
import { SETTINGS } from './setting-table.ts'

/** A flag of a command: with a value, or a mere word. */
export interface FlagSpec {
  readonly name: string
  readonly takes: 'value' | 'nothing'
  readonly help: string
  /** All that it takes, where that is a closed set: for completion. */
  readonly values?: readonly string[]
  /** Names of what it takes, which only a server knows: for completion. */
  readonly names?: NameKind
}

export type NameKind = 'accounts' | 'pools' | 'settings'

export type ParsedFlags =
  | { readonly ok: true; readonly flags: ReadonlyMap<string, string>; readonly words: readonly string[] }
  | { readonly ok: false; readonly why: string }

const HELP: Readonly<Record<string, string>> = {
  port: 'port to listen on; 0 takes any free one (PORT, 8080)',
  host: 'address to listen on (HOST, 127.0.0.1)',
  strategy: 'strategy of pool accounts (LB_STRATEGY, session)',
  'session-duration-ms': 'length of a session (SESSION_DURATION_MS, 18000000)',
  'session-scope': 'what a session binds: pool, client or conversation',
  'max-hold-ms': 'strategy headroom: how long a call may wait for room; 0 is not at all (2000)',
  'max-utilization': 'share of each limit that may be used, above 0 up to 1 (1)',
  'allow-overage': 'whether accounts go on into paid overage: true or false (false)',
  'load-balancer-enabled': 'whether pool lb serves: true or false (LOAD_BALANCER_ENABLED, false)',
  'load-balancer-strategy': 'strategy of pool lb (LOAD_BALANCER_STRATEGY, round-robin)',
  'load-balancer-window-size': 'minutes, for time-window (LOAD_BALANCER_WINDOW_SIZE, 5)',
  'load-balancer-provider': 'provider of a key whose prefix tells nothing (LOAD_BALANCER_PROVIDER, anthropic)',
  'tls-cert': 'certificate file; serves HTTPS together with --tls-key (TLS_CERT)',
  'tls-key': 'the key file of the certificate (TLS_KEY)',
  'database-url': 'sqlite: and a file (DATABASE_URL)',
  'log-level': 'trace, debug, info, warn, error, fatal or silent (LOG_LEVEL, info)',
  'log-format': 'text or json (LOG_FORMAT, text on a terminal)',
}

const TRUTH = ['true', 'false']

/** Those that take one of a closed set. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  strategy: STRATEGIES,
  'load-balancer-strategy': STRATEGIES,
  'session-scope': ['pool', 'client', 'conversation'],
  'allow-overage': TRUTH,
  'load-balancer-enabled': TRUTH,
  'log-level': ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  'log-format': ['text', 'json'],
}

/** What every command needs to find the state folder. */
export const LOCATION_FLAGS: readonly FlagSpec[] = [
  { name: 'home', takes: 'value', help: 'state folder (CLAUDEFLARE_HOME, ~/.claudeflare)' },
  { name: 'config', takes: 'value', help: 'config file (CLAUDEFLARE_CONFIG, config.json in the state folder)' },
]

/** The flags of `serve`: those of the settings, and what is said on the command line only. */
export const SERVE_FLAGS: readonly FlagSpec[] = [
  ...Object.values(SETTINGS).flatMap(({ flag }): readonly FlagSpec[] =>
    flag === null ? [] : [{ name: flag, takes: 'value', help: HELP[flag] ?? '', ...valuesOf(flag) }],
  ),
  ...LOCATION_FLAGS,
  { name: 'demo', takes: 'nothing', help: 'adds built-in simulated providers and traffic: needs no key' },
]

/** Reads `--name value`, `--name=value`, and words; what follows `--` is words. A flag given twice is refused. */
export function parseFlags(argv: readonly string[], specs: readonly FlagSpec[]): ParsedFlags {
  const flags = new Map<string, string>()
  const words: string[] = []
  for (let index = 0; index < argv.length; index += 1) {
    const given = argv[index] ?? ''
    if (given === '--') {
      words.push(...argv.slice(index + 1))
      break
    }
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(given) ?? []
    if (name === undefined) {
      if (given.startsWith('-') && given !== '-') return unknown(given, specs)
      words.push(given)
      continue
    }
    const spec = specs.find((candidate) => candidate.name === name)
    if (spec === undefined) return unknown(`--${name}`, specs)
    if (flags.has(name)) return { ok: false, why: `--${name} is given twice` }
    if (spec.takes === 'nothing') {
      if (inline !== undefined) return { ok: false, why: `--${name} takes no value` }
      flags.set(name, '')
      continue
    }
    const value = inline ?? argv[index + 1]
    if (value === undefined || (inline === undefined && value.startsWith('--'))) {
      return { ok: false, why: `--${name} needs a value` }
    }
    if (inline === undefined) index += 1
    flags.set(name, value)
  }
  return { ok: true, flags, words }
}

function valuesOf(flag: string): Pick<FlagSpec, 'values'> {
  const values = VALUES[flag]
  return values === undefined ? {} : { values }
}

function unknown(given: string, specs: readonly FlagSpec[]): ParsedFlags {
  const near = nearestName(
    given,
    specs.map((spec) => spec.name),
  )
  return { ok: false, why: `${given} is not known here${near === null ? '' : `; is --${near} meant?`}` }
}
