import type { Refusal } from '../model/refusal.ts'
import type { Usage } from '../model/usage.ts'
import type { EventSpan } from '../streams/event-span.ts'
import type { JsonMembers } from '../streams/json-members.ts'
import type { MemberPlan } from '../streams/member-tree.ts'
import type { Situation } from './situation.ts'

/** What a look at an event's bytes tells before it is read. */
export type Skim =
  /** Text and the like: it says nothing that is kept. */
  | 'nothing'
  /** No event in the sense of a stream's first one. */
  | 'ping'
  /** It is to be read. */
  | 'facts'
  /** It says only what a later event replaces, so that reading the last one of them is enough. */
  | 'later'
  /** The protocol's end mark, and nothing else. */
  | 'end'

/** What an event says about its stream. */
export type Reading =
  | { readonly kind: 'ping' }
  | { readonly kind: 'more' }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly body: unknown }
  /** The answer failed, and the stream says so and ends by its own rules. */
  | { readonly kind: 'failed'; readonly body: unknown }

/** An event, or a whole body, with the members of its JSON. */
export interface ReadEvent {
  /** Of the `event:` field; empty where there is none. */
  readonly name: string
  readonly members: Pick<JsonMembers, 'value'>
}

/** What is known so far; a reading updates it. */
export interface Tally {
  usage: Usage
  /** As the vendor names it; `null` until it does. */
  model: string | null
  /** Takes ids of what the account holds; `null` where nobody asks for them. */
  readonly onHeld: ((id: string) => void) | null
}

/** How one wire format's answers are read. Holds no state. */
export interface Dialect {
  /** The members that `read` looks at. */
  readonly plan: MemberPlan
  /** On the hot path: for most events this is all that is done. */
  skim(span: EventSpan): Skim
  read(event: ReadEvent, tally: Tally): Reading
  refuse(body: unknown, situation: Situation): Refusal
}

export const PING: Reading = { kind: 'ping' }
export const MORE: Reading = { kind: 'more' }
export const END: Reading = { kind: 'end' }
