import { describe, expect, test } from 'vitest'
import { speaksOfCredit } from './credit-words.ts'

describe('a message that speaks of credit', () => {
  test.each([
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
    'Insufficient credits. Add more.',
    'You have run out of credits',
    'No credits remaining',
    'Your credits are exhausted',
    'Please enable billing on your project in Google AI Studio.',
    'Billing account is disabled',
    'Monthly spend limit reached',
    'You have reached your specified API usage limits.',
    'enforced_spend_limit_reached',
  ])('%s', (message) => {
    expect(speaksOfCredit(message)).toBe(true)
  })

  test.each([
    'You exceeded your current quota, please check your plan and billing details. For more information, head to the docs.',
    "messages.0: text 'my billing address' is not allowed",
    'Usage credits are required for long context requests.',
    'This request would exceed the rate limit of your organization of 50,000 input tokens per minute.',
  ])('not: %s', (message) => {
    expect(speaksOfCredit(message)).toBe(false)
  })
})
