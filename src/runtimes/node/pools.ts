import type { ControlBoard } from '../../admin/ports.ts'
import { createBoard } from '../../balancer/board.ts'
import { Holdings, MOST_HOLDINGS } from '../../gateway/holdings.ts'
import type { PoolRuntime } from '../../gateway/pool-runtime.ts'
import { createPoolRuntime } from '../../gateway/pool-runtime.ts'
import { keptBoard } from './kept-board.ts'
import type { Settings } from '../../model/settings.ts'
import type { Store } from '../../stores/store.ts'

/** How often what the boards remember is handed to the store, ms. */
const SAVE_EVERY_MS = 50

type PoolsStore = Pick<Store, 'saveBoard' | 'keepBoard' | 'loadBoard' | 'saveHoldings' | 'loadHoldings'>

/** The pools of one server, restored at the start and saved as they change. */
export class Pools {
  readonly #store: PoolsStore
  readonly #pools = new Map<string, PoolRuntime>()
  /** Of all pools: they share its bound. */
  readonly #holdings = new Holdings()
  readonly #timer: NodeJS.Timeout

  constructor(store: PoolsStore, settings: Settings, now: number) {
    this.#store = store
    this.#holdings.restore(store.loadHoldings(MOST_HOLDINGS))
    this.apply(settings, now)
    this.#timer = setInterval(() => this.save(), SAVE_EVERY_MS).unref()
  }

  get(name: string): PoolRuntime | null {
    return this.#pools.get(name) ?? null
  }

  /** As the control API has them. */
  keptBoards(): ReadonlyMap<string, ControlBoard> {
    return new Map([...this.#pools].map(([name, pool]) => [name, keptBoard(pool, this.#store)]))
  }

  /** Takes accounts and policies over, in place: calls under way and all that is remembered stay. */
  apply(settings: Settings, now: number): void {
    for (const policy of settings.pools) {
      const accounts = settings.accounts.filter(({ pool }) => pool === policy.name)
      const known = this.#pools.get(policy.name)
      if (known === undefined) {
        const board = createBoard(policy, accounts)
        board.restore(this.#store.loadBoard(policy.name), now)
        this.#pools.set(policy.name, createPoolRuntime(policy.name, board, this.#holdings))
      } else {
        known.board.setPolicy(policy, now)
        known.board.setAccounts(accounts, now)
      }
    }
    const names = new Set(settings.pools.map(({ name }) => name))
    for (const [name, pool] of this.#pools) {
      if (names.has(name)) continue
      pool.board.setAccounts([], now)
      this.#saveOne(pool)
      this.#pools.delete(name)
    }
  }

  /** Hands over what has changed. */
  save(): void {
    for (const pool of this.#pools.values()) this.#saveOne(pool)
    const held = this.#holdings.drain()
    if (held !== null) this.#store.saveHoldings(held)
  }

  close(): void {
    clearInterval(this.#timer)
    this.save()
  }

  #saveOne({ name, board }: PoolRuntime): void {
    const changes = board.drainChanges()
    if (changes !== null) this.#store.saveBoard(name, changes)
  }
}
