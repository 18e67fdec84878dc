import { waitUntil } from 'cloudflare:workers'
import { createRateWindow } from '../../accounts/rate-window.ts'
import type { ControlSessions } from '../../admin/ports.ts'
import { MAX_SESSIONS } from '../../model/session.ts'
import type { Isolate } from './isolate.ts'

/** How many sessions that are not known an isolate asks the gateway's object about, in any 60 s. */
const STRANGERS_A_MINUTE = 600

/** Sessions in the gateway's object, which is asked each time: one that is signed out is out everywhere. */
export function createRemoteSessions(isolate: Isolate): ControlSessions {
  const { askGateway } = isolate
  /** Hashes that were good when they were last asked for, so that no number of strangers shuts them out. */
  const familiar = new Set<string>()
  const strangers = createRateWindow(STRANGERS_A_MINUTE)
  return {
    async find(hash, now) {
      if (!familiar.has(hash) && strangers.take(now) > 0) return null
      const { session, state } = await askGateway((gateway) => gateway.session(hash, isolate.known))
      if (state !== null) await isolate.take(state)
      familiar.delete(hash)
      if (session === null) return null
      if (familiar.size >= MAX_SESSIONS) familiar.clear()
      familiar.add(hash)
      return session
    },
    insert: (record) => askGateway((gateway) => gateway.insertSession(record)),
    delete: (hash) => askGateway((gateway) => gateway.deleteSession(hash)),
    // By the object's clock.
    touch: (hash) => waitUntil(askGateway((gateway) => gateway.touchSession(hash)).catch(ignore)),
  }
}

function ignore(): void {
  // told in the log where it was asked
}
