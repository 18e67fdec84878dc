import type { Board } from '../../src/balancer/board.ts'
import { createBoard } from '../../src/balancer/board.ts'
import type { ExchangeEvents } from '../../src/gateway/exchange.ts'
import { Exchange } from '../../src/gateway/exchange.ts'
import { Holdings } from '../../src/gateway/holdings.ts'
import type { PoolRuntime } from '../../src/gateway/pool-runtime.ts'
import { createPoolRuntime } from '../../src/gateway/pool-runtime.ts'
import type { Account } from '../../src/model/account.ts'
import type { PoolPolicy } from '../../src/model/pool.ts'
import type { Chooser, Exchanging } from './exchanging.ts'

/** The defaults of the settings. */
const RULES = { deadlineMs: 30_000, max: 5, retryAmbiguous: false }

const UNHEARD: ExchangeEvents = {
  onChosen() {
    // nobody listens
  },
  onFinished() {
    // nobody listens
  },
}

export interface PoolChooser extends Chooser {
  /** The one that is in use. */
  board(): Board
}

/** The gateway's own way: its board and its Exchange, as they are shipped. */
export function createPoolChooser(policy: PoolPolicy, accounts: readonly Account[]): PoolChooser {
  let pool = toRuntime(createBoard(policy, accounts))
  return {
    board: () => pool.board,
    open(call, _asked, now) {
      return toExchanging(
        new Exchange(call, pool.all, { rules: RULES, budget: pool.budget, events: UNHEARD, hold: null }, now),
      )
    },
    restart(now) {
      const saved = pool.board.drainChanges()
      const board = createBoard(policy, accounts)
      // By way of the disk.
      if (saved !== null) board.restore(structuredClone(saved), now)
      pool = toRuntime(board)
    },
  }
}

function toRuntime(board: Board): PoolRuntime {
  return createPoolRuntime('lb', board, new Holdings())
}

function toExchanging(exchange: Exchange): Exchanging {
  return {
    begin: (now) => exchange.begin(now),
    onWaited: (now) => exchange.onWaited(now),
    onAnswered(limits, now) {
      exchange.onAnswered({ status: 200, limits }, now)
      exchange.onFirstByte(now)
    },
    onRefused: (refused, now) => exchange.onRefused(refused, now),
    onEnd: (end, now) => exchange.onEnd(end, now),
  }
}
