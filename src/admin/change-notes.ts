import { createMiddleware } from 'hono/factory'
import { changeOf } from './changing-operation.ts'
import type { EventData } from './events-contract.ts'

/** What may have changed that is fetched elsewhere. */
export type Changed = EventData['changed']['what']

/** Notes what has changed; whoever wants to tell of it compares how often each has by now. */
export class ChangeNotes {
  readonly #counts = new Map<Changed, number>()

  note(what: Changed): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  counts(): ReadonlyMap<Changed, number> {
    return new Map(this.#counts)
  }
}

/** Notes every change over the API that succeeded. Each is in the audit log, too. */
export function noteChanges(changes: ChangeNotes) {
  return createMiddleware(async (c, next) => {
    await next()
    const operation = changeOf(c)
    if (operation === null) return
    changes.note(toChanged(operation.action))
    changes.note('audit')
  })
}

/** By the kind of thing that an action changes. */
function toChanged(action: string): Changed {
  const [kind = ''] = action.split('.', 1)
  switch (kind) {
    case 'key':
      return 'keys'
    case 'session':
      return 'sessions'
    case 'account':
    case 'sign_in':
      return 'accounts'
    default:
      return 'config'
  }
}
