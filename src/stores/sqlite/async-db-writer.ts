import type { BoardChanges } from '../../model/board-records.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { HoldingRecord } from '../../model/holding.ts'
import type { RequestRow } from '../../model/ledger.ts'
import { createRowEncoder } from './row-codec.ts'
import type { BoardSave, ToWriter } from './thread-messages.ts'

/** A batch is handed over when it is this large, however young. */
const BATCH_ROWS = 500

export interface AsyncDbWriterOptions {
  /** Hands a message to the writer's thread, moving the buffers named. */
  post(message: ToWriter, moved: readonly ArrayBuffer[]): void
  onProblem(message: string): void
  /** Age in ms at which a batch is handed over. */
  readonly flushIntervalMs: number
  /** Rows that may wait; the next is dropped and counted. */
  readonly queueLimit: number
}

/** The server's end of the way to the disk: takes what is to be written, and never waits for it. */
export interface AsyncDbWriter {
  readonly dropped: number
  readonly queued: number
  record(row: RequestRow): void
  saveBoard(pool: string, changes: BoardChanges): void
  saveHoldings(changes: readonly HoldingRecord[]): void
  touchKey(id: string, at: number): void
  saveSpend(spend: KeySpend): void
  /** Hands over what waits now rather than at the end of the interval. */
  handOver(): void
  /** Resolves when all recorded so far is settled, or after so many ms. */
  settled(withinMs: number): Promise<void>
  onSettled(size: number, dropped: number): void
  /** Nothing can be written any more: what waits is lost, and so is what still comes. */
  onEnded(): void
}

interface Waiter {
  readonly upTo: number
  readonly resolve: () => void
}

export function createAsyncDbWriter(options: AsyncDbWriterOptions): AsyncDbWriter {
  const { flushIntervalMs, queueLimit } = options
  const encoder = createRowEncoder()
  let boards: BoardSave[] = []
  let holdings: HoldingRecord[] = []
  let touches = new Map<string, number>()
  let spends = new Map<string, KeySpend>()
  let timer: NodeJS.Timeout | null = null
  let accepted = 0
  let done = 0
  let dropped = 0
  let overflowTold = false
  let ended = false
  let waiters: Waiter[] = []

  function drop(): void {
    dropped += 1
    if (overflowTold || ended) return
    overflowTold = true
    options.onProblem(
      `Records of requests come faster than they can be written: ${queueLimit} wait, and further ones are dropped and counted. Requests are served on.`,
    )
  }

  function wake(): void {
    timer ??= setTimeout(handOver, flushIntervalMs)
  }

  function handOver(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const others = boards.length + holdings.length + touches.size + spends.size
    if (ended || (encoder.count === 0 && others === 0)) return
    const rows = encoder.take()
    const batch = { rows, boards, holdings, touches, spends, size: rows.count }
    boards = []
    holdings = []
    touches = new Map()
    spends = new Map()
    options.post({ kind: 'batch', batch }, [rows.numbers.buffer])
  }

  function release(): void {
    if (waiters.length === 0) return
    for (const waiter of waiters) if (done >= waiter.upTo) waiter.resolve()
    waiters = waiters.filter((waiter) => done < waiter.upTo)
  }

  return {
    get dropped() {
      return dropped
    },
    get queued() {
      return accepted - done
    },
    record(row) {
      if (ended || accepted - done >= queueLimit) return drop()
      encoder.add(row)
      accepted += 1
      if (encoder.count >= BATCH_ROWS) handOver()
      else wake()
    },
    saveBoard(pool, changes) {
      if (ended) return
      boards.push({ pool, changes })
      wake()
    },
    saveHoldings(changes) {
      if (ended) return
      holdings = [...holdings, ...changes]
      wake()
    },
    touchKey(id, at) {
      if (ended) return
      touches.set(id, at)
      wake()
    },
    saveSpend(spend) {
      if (ended) return
      spends.set(spend.keyId, spend)
      wake()
    },
    handOver,
    async settled(withinMs) {
      handOver()
      if (done >= accepted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const atMost = setTimeout(resolve, withinMs)
      waiters.push({ upTo: accepted, resolve })
      await promise
      clearTimeout(atMost)
    },
    onSettled(size, lost) {
      done += size
      dropped += lost
      if (accepted - done < queueLimit / 2) overflowTold = false
      release()
    },
    onEnded() {
      ended = true
      if (timer !== null) clearTimeout(timer)
      dropped += accepted - done
      done = accepted
      release()
    },
  }
}
