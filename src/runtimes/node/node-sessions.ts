import { createSessionBook } from '../../accounts/session-book.ts'
import type { ControlSessions } from '../../admin/ports.ts'
import type { SessionRecord, SessionStore } from '../../model/session.ts'
import { orUnavailable } from './or-unavailable.ts'

/** Sessions in memory, where they are asked for, and in the store, where they outlive a restart. */
export function createNodeSessions(store: SessionStore, records: readonly SessionRecord[]): ControlSessions {
  const book = createSessionBook(records)
  return {
    find: (hash, now) => book.find(hash, now),
    async insert(record) {
      await orUnavailable(store.insert(record))
      book.add(record)
    },
    async delete(hash) {
      // Out of memory first: whoever signs out is out at once, whatever the disk does.
      book.remove(hash)
      await orUnavailable(store.delete(hash))
    },
    touch(hash, at) {
      book.touch(hash, at)
      store.touch(hash, at)
    },
  }
}
