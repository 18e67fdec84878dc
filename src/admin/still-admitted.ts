import type { Caller } from './caller.ts'
import type { ClientKeyRecord } from '../model/client-key.ts'
import type { ControlDeps } from './ports.ts'

type StillDeps = Pick<ControlDeps, 'gate' | 'sessions' | 'now'>

/** Whether somebody who was let in would be let in now. Asking is no use of a key or a session. */
export async function isStillAdmitted(deps: StillDeps, caller: Caller): Promise<boolean> {
  switch (caller.kind) {
    case 'open':
      return !deps.gate.keys.haveBegun()
    case 'uuid':
      return false
    case 'key':
      return isGood(deps, caller.key)
    case 'session': {
      const session = await deps.sessions.find(caller.session.hash, deps.now())
      return session !== null && isGood(deps, caller.key)
    }
    default:
      return caller satisfies never
  }
}

function isGood({ gate, now }: StillDeps, { id, hash }: ClientKeyRecord): boolean {
  const key = gate.keys.holder(hash, now())
  return key !== null && key.id === id && key.scopes.includes('admin')
}
