import type { Refusal } from './refusal.ts'

/** How one attempt went, as far as it is known when it is judged. */
export type Outcome =
  /** 2xx whose first event (or head, where it is no stream) is sound, or a 3xx. */
  | { readonly kind: 'answered'; readonly status: number }
  /** Refused by status or body, or by a stream's first event. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No connection: DNS, refused, TLS, timeout. Nothing was sent. */
  | { readonly kind: 'unreachable'; readonly cause: string }
  /** No connection either: its address is one that this account may not reach. Nothing was sent. */
  | { readonly kind: 'barred'; readonly cause: string }
  /** Broken before any byte of an answer; `sent` tells whether the whole request had left. */
  | { readonly kind: 'broken'; readonly sent: boolean; readonly cause: string }
  /** A stream that sent no event within `first_event_timeout_ms`. */
  | { readonly kind: 'silent' }
  /** There was no token to send: nothing was. `until` is when the next is tried, epoch ms; `null` where a person must sign in. */
  | { readonly kind: 'unready'; readonly cause: string; readonly until: number | null }

/** What an attempt's account is marked with. */
export type Mark =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure' }
  /** Cools until `until`; `null` means that the vendor did not say: 5 s, doubling to 5 min while it goes on. */
  | { readonly kind: 'cool'; readonly until: number | null; readonly refusal: Refusal }
  /** It has no token until then. */
  | { readonly kind: 'unready'; readonly until: number | null }
  /** The credential was refused: disabled for 30 min, then one probe. */
  | { readonly kind: 'credential' }
  /** The origin, not the account: for 5 s the accounts of that origin come last. */
  | { readonly kind: 'unreachable' }
  /** The vendor is busy, not this account (529): nothing, unless it is so for the whole pool. */
  | { readonly kind: 'overloaded' }
  /** A failed attempt in the statistics that says nothing about the account's health: a busy moment. */
  | { readonly kind: 'counted' }
  /** Says nothing about the account; frees a probe's place. */
  | { readonly kind: 'nothing' }

/** What an outcome means for the account and for the caller (contract §6). */
export interface Verdict {
  readonly mark: Mark
  readonly then:
    /** The caller gets this answer. */
    | 'relay'
    /** Another account is asked. */
    | 'failover'
    /** One other account is asked, once in this call; after that the answer is passed on. */
    | 'failover-once'
    /** It may have been carried out, so it is not sent twice: 502 `upstream_broken`. */
    | 'broken'
  /** The failover draws on the retry budget: after a 5xx or a broken connection, never after a 429. */
  readonly budgeted: boolean
}

/** Attempts that the statistics count as failures: answered 401, 402, 403, 429, 5xx or broken (contract §7). */
export function isFailedAttempt(mark: Mark['kind']): boolean {
  return isFault(mark) || mark === 'counted' || mark === 'overloaded'
}

/** Those that say something about the account. */
export function isFault(mark: Mark['kind']): boolean {
  return mark === 'failure' || mark === 'cool' || mark === 'credential'
}

/** The vendor refused for a limit, of use or of money. */
export function isLimitMet(mark: Mark['kind']): boolean {
  return mark === 'cool'
}
