import type { Protocol } from '../model/protocol.ts'
import { jsonAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { toErrorBody } from './refusals.ts'
import type { FakeQuota, Limit } from './step.ts'

/** 429, saying what the step says and no more. */
export function answerLimit(protocol: Protocol, limit: Limit): Answer {
  const headers: string[] = []
  if (limit.retryAfter !== undefined) headers.push('retry-after', limit.retryAfter)
  if (limit.retryAfterMs !== undefined) headers.push('retry-after-ms', String(limit.retryAfterMs))
  if (limit.shouldRetry !== undefined) headers.push('x-should-retry', String(limit.shouldRetry))
  if (limit.resetS !== undefined) headers.push(...resetHeaders(protocol, limit.resetS))
  const told = {
    status: 429,
    message: 'This request would exceed the rate limit of your organization.',
    ...(limit.spent === undefined ? {} : { type: limit.spent.meter }),
  }
  const details = protocol === 'gemini' ? geminiDetails(limit) : []
  return jsonAnswer(429, headers, toErrorBody(protocol, details.length > 0 ? { ...told, details } : told))
}

function resetHeaders(protocol: Protocol, seconds: number): string[] {
  switch (protocol) {
    case 'anthropic':
      return [
        'anthropic-ratelimit-requests-limit',
        '50',
        'anthropic-ratelimit-requests-remaining',
        '0',
        'anthropic-ratelimit-requests-reset',
        new Date(Date.now() + seconds * 1000).toISOString(),
      ]
    case 'openai':
      return [
        'x-ratelimit-limit-requests',
        '60',
        'x-ratelimit-remaining-requests',
        '0',
        'x-ratelimit-reset-requests',
        `${seconds}s`,
      ]
    case 'gemini':
      return []
  }
}

function geminiDetails(limit: Limit): unknown[] {
  const details: unknown[] = []
  if (limit.quota !== undefined) {
    const per = limit.quota === 'day' ? 'PerDay' : 'PerMinute'
    details.push(quotaFailure(toViolation(per, limit.spent)))
  }
  const retryDelay = limit.retryDelay ?? (limit.resetS === undefined ? undefined : `${limit.resetS}s`)
  if (retryDelay !== undefined) details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
  if (limit.spent !== undefined) {
    const metadata = { consumer: `projects/${limit.spent.organization}`, service: 'generativelanguage.googleapis.com' }
    const reason = 'RATE_LIMIT_EXCEEDED'
    details.push({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata })
  }
  return details
}

function quotaFailure(violation: unknown): unknown {
  return { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] }
}

function toViolation(per: string, spent: FakeQuota | undefined): unknown {
  const location = 'global'
  if (spent === undefined) {
    const quotaMetric = 'generativelanguage.googleapis.com/generate_requests'
    return {
      quotaMetric,
      quotaId: `GenerateRequests${per}PerProjectPerModel`,
      quotaDimensions: { location },
      quotaValue: '50',
    }
  }
  const { metric, words } = GEMINI_QUOTAS[spent.meter]
  return {
    quotaMetric: `generativelanguage.googleapis.com/${metric}`,
    quotaId: `Generate${words}${per}PerProjectPerModel`,
    quotaDimensions: { location, model: spent.model },
    quotaValue: String(spent.capacity),
  }
}

const GEMINI_QUOTAS: Readonly<Record<FakeQuota['meter'], { readonly metric: string; readonly words: string }>> = {
  requests: { metric: 'generate_requests_per_model', words: 'Requests' },
  input: { metric: 'generate_content_paid_tier_input_token_count', words: 'ContentInputTokens' },
  output: { metric: 'generate_content_paid_tier_output_token_count', words: 'ContentOutputTokens' },
  tokens: { metric: 'generate_content_paid_tier_token_count', words: 'ContentTokens' },
}
