import type { ChangeNotes } from '../../admin/change-notes.ts'
import type { ListeningPort } from '../../admin/ports.ts'
import type { Isolate } from './isolate.ts'

/** How often pools' objects are asked what has ended, while somebody listens, ms. Each question is paid for. */
const LOOK_EVERY_MS = 1_000
/** An isolate may not live as long as a page is open: the browser comes back by itself. */
const LONGEST_STREAM_MS = 600_000

/** Each stream looks by itself, within its own request: the platform lets none work for another. */
export function createRemoteListening(isolate: Isolate, changes: ChangeNotes): ListeningPort {
  let revision = isolate.revision
  return {
    tickMs: LOOK_EVERY_MS,
    longestMs: LONGEST_STREAM_MS,
    // A Worker is not told that it will end.
    closing: new AbortController().signal,
    every(ms, work) {
      const timer = setInterval(work, ms)
      return () => clearInterval(timer)
    },
    async refresh() {
      await isolate.refresh()
      if (isolate.revision === revision) return
      revision = isolate.revision
      // A revision does not tell what was changed, nor where.
      for (const what of ['config', 'keys', 'accounts', 'audit'] as const) changes.note(what)
    },
  }
}
