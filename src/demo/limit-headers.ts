import type { Protocol } from '../model/protocol.ts'
import type { QuotaMeter, QuotaState, QuotaTold } from './quotas.ts'
import type { HeaderList } from './step.ts'

/** What the vendor's headers say of a key's buckets. Gemini's say nothing. */
export function toLimitHeaders(protocol: Protocol, told: QuotaTold, now: number): HeaderList {
  switch (protocol) {
    case 'anthropic':
      return [['anthropic-organization-id', told.organization], ...anthropicLimits(told.states, now)]
    case 'openai':
      return [['openai-organization', told.organization], ...told.states.flatMap(openaiLimit)]
    case 'gemini':
      return []
  }
}

const LIMIT_HEADER = /^(?:anthropic-(?:ratelimit-|organization-id)|x-ratelimit-|openai-organization)/i

/** An answer's headers (names and values in turn) without those that speak of limits, and with `told` instead. */
export function replaceLimitHeaders(headers: readonly string[], told: HeaderList): string[] {
  const kept = headers.filter((_, index) => !LIMIT_HEADER.test(headers[index - (index % 2)] ?? ''))
  return [...kept, ...told.flat()]
}

const ANTHROPIC_NAMES: Readonly<Record<QuotaMeter, string>> = {
  requests: 'requests',
  input: 'input-tokens',
  output: 'output-tokens',
  tokens: 'tokens',
}

/** `tokens` is of the bucket with the smallest share left, where it is no bucket of its own. */
function anthropicLimits(states: readonly QuotaState[], now: number): HeaderList {
  const [tightest] = states
    .filter(({ meter }) => meter === 'input' || meter === 'output')
    .toSorted((one, other) => one.left / one.capacity - other.left / other.capacity)
  const hasTokens = tightest === undefined || states.some(({ meter }) => meter === 'tokens')
  const all: readonly QuotaState[] = hasTokens ? states : [...states, { ...tightest, meter: 'tokens' }]
  return all.flatMap((state): HeaderList => {
    const name = `anthropic-ratelimit-${ANTHROPIC_NAMES[state.meter]}`
    return [
      [`${name}-limit`, String(state.capacity)],
      [`${name}-remaining`, String(roundedLeft(state))],
      [`${name}-reset`, new Date(Math.ceil((now + state.fullInMs) / 1000) * 1000).toISOString().replace('.000Z', 'Z')],
    ]
  })
}

/** Tokens are told in thousands. */
function roundedLeft({ meter, capacity, left }: QuotaState): number {
  if (meter === 'requests') return Math.max(0, Math.floor(left))
  return Math.min(capacity, Math.max(0, Math.round(left / 1000) * 1000))
}

function openaiLimit({ meter, capacity, left, fullInMs }: QuotaState): HeaderList {
  const name = OPENAI_NAMES[meter]
  if (name === null) return []
  return [
    [`x-ratelimit-limit-${name}`, String(capacity)],
    [`x-ratelimit-remaining-${name}`, String(Math.max(0, Math.floor(left)))],
    [`x-ratelimit-reset-${name}`, toDuration(fullInMs)],
  ]
}

const OPENAI_NAMES: Readonly<Record<QuotaMeter, string | null>> = {
  requests: 'requests',
  input: null,
  output: null,
  tokens: 'tokens',
}

/** `12ms`, `1.2s`, `1m0s`. */
function toDuration(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`
  const seconds = Math.ceil(ms) / 1000
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.ceil(seconds % 60)}s`
}
