import type { HeaderPair } from './headers.ts'

/** What a vendor's client sends: mixed in spelling, one name twice. */
export const OF_A_CALLER: readonly HeaderPair[] = [
  ['X-Stainless-Lang', 'js'],
  ['anthropic-beta', 'one-2026-01-01'],
  ['User-Agent', 'Somebody/1.0 (test)'],
  ['anthropic-version', '2023-06-01'],
  ['x-claude-code-session-id', 'abc'],
  ['anthropic-beta', 'two-2026-01-01'],
  ['Accept', 'application/json'],
  ['accept-encoding', 'br, gzip'],
  ['X-App', 'cli'],
]

/** What a vendor answers with, likewise. */
export const OF_A_VENDOR: readonly HeaderPair[] = [
  ['Request-Id', 'req_1'],
  ['anthropic-ratelimit-requests-remaining', '7'],
  ['X-Odd', 'one'],
  ['content-type', 'application/octet-stream'],
  ['x-odd', 'two'],
]
