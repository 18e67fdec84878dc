import { type ValueKind, unusable } from './value-kind.ts'
import { integer, text, textLike } from './value-kinds.ts'

/** High enough for any ratio, low enough that sums of weights stay exact. */
const MAX_WEIGHT = 1_000_000

export const weight: ValueKind<number> = integer({ min: 1, max: MAX_WEIGHT }, '')

/** Lower goes first. */
export const priority: ValueKind<number> = integer({ min: -1_000_000, max: 1_000_000 }, '')

/** An account's name stands in a header (`x-claudeflare-account`). */
export const accountName: ValueKind<string> = textLike(/^[!-~](?:[ -~]{0,98}[!-~])?$/, {
  accepted: 'up to 100 printable ASCII characters',
  mask: 'none',
})

export const poolName: ValueKind<string> = textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, {
  accepted: 'up to 64 of A-Z a-z 0-9 _ -, a letter or digit first',
  mask: 'none',
})

/** A model's name, in which `*` stands for any characters: `claude-*`. */
export const modelPattern: ValueKind<string> = textLike(/^[^\p{C}\p{Z}]{1,200}$/u, {
  accepted: 'a model name or a pattern such as claude-*',
  mask: 'none',
})

/** What a model is called at a provider: a name, since nothing would fill a `*` in. */
export const modelTarget: ValueKind<string> = textLike(/^[^*\p{C}\p{Z}]{1,200}$/u, {
  accepted: 'the name of one model, without *',
  mask: 'none',
})

/** A provider's name, in any case. */
export const providerName: ValueKind<string> = text({ accepted: 'the name of a provider', mask: 'none' }, (given) => {
  const name = given.toLowerCase()
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) ? { ok: true, value: name } : unusable()
})
