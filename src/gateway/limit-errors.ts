import type { Admitted } from '../accounts/key-limits.ts'
import { leftOf } from '../accounts/key-limits.ts'
import type { ClientKeyRecord, KeyBudget } from '../model/client-key.ts'
import type { GatewayError } from '../model/errors.ts'
import { secondsUntil } from './answer.ts'
import type { Target } from './targets.ts'

/** How soon it is worth asking again where only calls under way stand in the way, seconds. */
const BUSY_S = 5

/** What a client key is told that has used up its tokens. */
export function toTokenError(key: ClientKeyRecord, refused: Extract<Admitted, { kind: 'tokens' }>): GatewayError {
  const retryAfterS = Math.max(1, Math.ceil(refused.waitMs / 1000))
  const share = refused.underWay === 0 ? '' : `, ${refused.underWay} of them by calls under way, as estimated`
  return {
    code: 'key_limited',
    message:
      `This client key may use ${key.tokensPerMinute} tokens a minute; ${refused.used} were used in the last 60 s${share}. ` +
      `Retry in ${retryAfterS} s.`,
    retryAfterS,
  }
}

/** What a client key is told whose budget this call does not fit into. `mostUsd` is what it may cost. */
export function toBudgetError(
  budget: KeyBudget,
  refused: Extract<Admitted, { kind: 'budget' }>,
  call: { readonly mostUsd: number; readonly now: number },
): GatewayError {
  const { stand, later } = refused
  const held = stand.heldUsd === 0 ? '' : `, and ${toDollars(stand.heldUsd)} are held for calls under way`
  const figures =
    `This call may cost up to ${toDollars(call.mostUsd)}. Of this client key's budget of ${toDollars(budget.usd)} a ` +
    `${budget.per}, ${toDollars(leftOf(budget, stand))} is left: ${toDollars(stand.spentUsd)} is spent${held}. `
  const resets = new Date(stand.resetsAt).toISOString().replace('.000Z', 'Z')
  const smaller = 'ask for fewer tokens of output (max_tokens) or send a shorter prompt'
  if (later === 'fits') {
    const message = `${figures}Retry when they have ended, or ${smaller}.`
    return { code: 'budget_exceeded', message, retryAfterS: Math.min(BUSY_S, secondsUntil(stand.resetsAt, call.now)) }
  }
  const what =
    call.mostUsd > budget.usd
      ? `It never fits as it is: ${smaller}`
      : `The budget begins anew at ${resets}; or ${smaller}`
  return {
    code: 'budget_exceeded',
    message: `${figures}${what}, or have the budget raised.`,
    retryAfterS: secondsUntil(stand.resetsAt, call.now),
  }
}

/** A client key with a budget asked for a model whose price is not known. */
export function toUnpricedError({ model, provider }: Target): GatewayError {
  return unpriced(
    `No price is known of the model ${model} at ${provider}`,
    'Ask for a model that the price list has, or use a client key without a budget.',
  )
}

/** It names no model, or makes something whose cost no answer tells. */
export function toUncountableError(operation: 'generate' | 'embed' | 'other'): GatewayError {
  return operation === 'other'
    ? unpriced('What this call leads to costs what no answer tells', 'Use a client key without a budget.')
    : unpriced('This call names no model, so its price is not known', 'Name the model in the body.')
}

/** It names more than its one model, or its body does not show which. */
export function toFurtherError(model: string | null): GatewayError {
  return model === null
    ? unpriced('The body of this call cannot be read, so which models it asks does not show', 'Send plain UTF-8 JSON.')
    : unpriced(
        `This call names the model ${model} besides its own, so what it may cost is not known`,
        'Name one model in a call.',
      )
}

function unpriced(why: string, advice: string): GatewayError {
  const message = `${why}, and this client key has a budget, which could not be kept. ${advice}`
  return { code: 'model_unpriced', message, retryAfterS: null }
}

/** `$5.00`, `$0.000123`: as many digits as say something, up to a billionth. */
function toDollars(usd: number): string {
  const [whole = '0', digits = ''] = usd.toFixed(usd < 0.000_1 ? 9 : 6).split('.')
  return `$${whole}.${digits.replace(/0+$/, '').padEnd(2, '0')}`
}
