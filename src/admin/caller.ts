import type { ClientKeyRecord } from '../model/client-key.ts'
import type { SessionRecord } from '../model/session.ts'

/** Who uses the control API. */
export type Caller =
  | { readonly kind: 'open' }
  /** Below a uuid, while no key exists. */
  | { readonly kind: 'uuid' }
  | { readonly kind: 'key'; readonly key: ClientKeyRecord }
  | {
      readonly kind: 'session'
      /** The key that it was bought with. */
      readonly key: ClientKeyRecord
      readonly session: SessionRecord
      /** What the browser sent. */
      readonly value: string
    }

/** The caller as the audit log names it. */
export function toWho(caller: Caller): string {
  switch (caller.kind) {
    case 'open':
      return 'open mode'
    case 'uuid':
      return 'uuid'
    case 'key':
      return `key ${caller.key.name} (${caller.key.id})`
    case 'session':
      return `session of ${caller.key.name} (${caller.key.id})`
    default:
      return caller satisfies never
  }
}
