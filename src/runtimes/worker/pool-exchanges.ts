import { Attempt } from '../../gateway/attempt.ts'
import type { CallHold } from '../../gateway/call-hold.ts'
import type { ExchangeEvents } from '../../gateway/exchange.ts'
import { Exchange } from '../../gateway/exchange.ts'
import type { PoolRuntime } from '../../gateway/pool-runtime.ts'
import type { Recipients } from '../../gateway/recipients.ts'
import { ownRecipient } from '../../gateway/recipients.ts'
import { recipientsOf } from '../../gateway/state-recipients.ts'
import { encodeRequestId } from '../../gateway/request-id.ts'
import type { AccountId } from '../../model/account.ts'
import type { Call } from '../../model/call.ts'
import type { Settings } from '../../model/settings.ts'
import { accountOf, ownAccountOf } from './pool-accounts.ts'
import type { Opening, Remembered } from './rpc.ts'

/** A call whose Exchange is made. */
export interface OpenedBy {
  readonly id: number
  readonly opening: Opening
  /** What it holds of its client key's limits; `null` where there are none. */
  readonly hold: CallHold | null
}

/** Makes the Exchanges of one pool's calls, anew or from what a Worker remembers. Times are epoch ms by the object's clock. */
export class PoolExchanges {
  readonly #pool: PoolRuntime
  readonly #events: ExchangeEvents
  readonly #settings: () => Settings

  constructor(pool: PoolRuntime, events: ExchangeEvents, settings: () => Settings) {
    this.#pool = pool
    this.#events = events
    this.#settings = settings
  }

  open({ id, opening, hold }: OpenedBy, now: number): Exchange {
    const startedAt = now - opening.elapsedMs
    // A Worker of before says nothing of what it reaches.
    const reaches = opening.call.reaches ?? null
    const call: Call = { ...opening.call, id, name: encodeRequestId(id), startedAt, reaches }
    const ports = { rules: this.#settings().attempts, budget: this.#pool.budget, events: this.#events, hold }
    return new Exchange(call, this.#recipientsOf(opening.way, call), ports, now)
  }

  resume({ id, opening, hold, record }: OpenedBy & Remembered, now: number): Exchange {
    const exchange = this.open({ id, opening, hold }, now)
    const { startedAt } = exchange.call
    const attempts = record.attempts.map((row, index) => {
      const isUnderWay = record.underWay && index === record.attempts.length - 1
      const of = { model: opening.call.model, probe: row.reason === 'probe', sentAt: startedAt + row.startedMs }
      const ticket = isUnderWay ? this.#pool.board.reissue(row.accountId as AccountId, of, now) : null
      const account = accountOf(this.#settings(), row) ?? ownAccountOf(row, opening.way)
      return Attempt.resume(row, { account, ticket }, startedAt)
    })
    exchange.resume(record, attempts)
    return exchange
  }

  #recipientsOf(way: Opening['way'], call: Call): Recipients {
    return typeof way === 'string' ? recipientsOf(this.#pool, way, call) : ownRecipient(ownAccountOf(null, way))
  }
}
