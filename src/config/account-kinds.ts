import { holdsCredential } from '../model/credential-shape.ts'
import { type ValueKind, unusable } from './value-kind.ts'
import { integer, nameLike, text } from './value-kinds.ts'

/** High enough for any ratio, low enough that sums of weights stay exact. */
const MAX_WEIGHT = 1_000_000

export const weight: ValueKind<number> = integer({ min: 1, max: MAX_WEIGHT }, '')

/** Lower goes first. */
export const priority: ValueKind<number> = integer({ min: -1_000_000, max: 1_000_000 }, '')

/** An account's name stands in a header (`x-claudeflare-account`). */
export const accountName: ValueKind<string> = nameLike(
  /^[!-~](?:[ -~]{0,98}[!-~])?$/,
  'up to 100 printable ASCII characters',
)

export const poolName: ValueKind<string> = nameLike(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
  'up to 64 of A-Z a-z 0-9 _ -, a letter or digit first',
)

/** Calls under way at a time. */
export const maxInFlight: ValueKind<number> = integer({ min: 1, max: Number.MAX_SAFE_INTEGER }, 'calls')

/** What accounts that share their limits have in common: an organisation, a project, a workspace. */
export const quotaGroup: ValueKind<string> = nameLike(
  /^[A-Za-z0-9 _.-]{1,64}$/,
  'up to 64 of A-Z a-z 0-9 _ . - and space',
)

/** A model's name, in which `*` stands for any characters: `claude-*`. */
export const modelPattern: ValueKind<string> = nameLike(
  /^[^\p{C}\p{Z}]{1,200}$/u,
  'a model name or a pattern such as claude-*',
)

/**
 * What a model is called at a provider: a name, since nothing would fill a `*` in. It may stand in a path, which must not
 * lead elsewhere by it.
 */
export const modelTarget: ValueKind<string> = nameLike(
  /^(?![^]*(?:^|\/)\.{0,2}(?:\/|$))[^*?#%\\\p{C}\p{Z}]{1,200}$/u,
  'the name of one model, without * and what would change a path',
)

/** A provider's name, in any case. */
export const providerName: ValueKind<string> = text({ accepted: 'the name of a provider', mask: 'none' }, (given) => {
  if (holdsCredential(given)) return unusable('it looks like a credential')
  const name = given.toLowerCase()
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) ? { ok: true, value: name } : unusable()
})
