import { nextId } from './words.ts'

/** Headers of an account that has room left. */
export function openaiHeaders(): string[] {
  return [
    'x-request-id',
    nextId('req_'),
    'openai-organization',
    'org-fake',
    'openai-processing-ms',
    '12',
    'openai-version',
    '2020-10-01',
    'x-ratelimit-limit-requests',
    '5000',
    'x-ratelimit-limit-tokens',
    '400000',
    'x-ratelimit-remaining-requests',
    '4999',
    'x-ratelimit-remaining-tokens',
    '399980',
    'x-ratelimit-reset-requests',
    '12ms',
    'x-ratelimit-reset-tokens',
    '3ms',
  ]
}
