import type { ControlBoard } from '../../admin/ports.ts'
import type { AccountId } from '../../model/account.ts'
import type { PoolRuntime } from '../../gateway/pool-runtime.ts'
import type { Store } from '../../stores/store.ts'
import { orUnavailable } from './or-unavailable.ts'

/** A board as the control API changes it: what a person does to an account is on disk before it is acknowledged. */
export function keptBoard(
  { name, board }: Pick<PoolRuntime, 'name' | 'board'>,
  store: Pick<Store, 'keepBoard'>,
): ControlBoard {
  async function keep(): Promise<void> {
    const changes = board.drainChanges()
    if (changes !== null) await orUnavailable(store.keepBoard(name, changes))
  }

  /** Why it is paused; `null` where it is not. */
  function pausedFor(id: AccountId, now: number): string | null {
    const seen = board.view(now).accounts.find((account) => account.id === id)
    return seen?.state === 'paused' ? (seen.reason ?? '') : null
  }

  function setPaused(id: AccountId, reason: string | null, now: number): void {
    if (reason === null) board.resume(id, now)
    else board.pause(id, reason, now)
  }

  /** What cannot be kept is taken back: whoever asked is told that it is not so. */
  async function change(id: AccountId, reason: string | null, now: number): Promise<void> {
    const before = pausedFor(id, now)
    setPaused(id, reason, now)
    try {
      await keep()
    } catch (error) {
      setPaused(id, before, now)
      throw error
    }
  }

  return {
    view: (now) => board.view(now),
    pause: (id, reason, now) => change(id, reason, now),
    resume: (id, now) => change(id, null, now),
    async reset(id, now) {
      board.reset(id, now)
      await keep()
    },
  }
}
