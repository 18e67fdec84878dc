import type { AttemptRow, NoRoom, PassedOver, RequestEnd, RequestRow, RoomSeen } from '../../model/ledger.ts'
import type { Operation, Protocol } from '../../model/protocol.ts'
import { cutText, MAX_PASSED_OVER, MAX_SEEN } from '../row-bounds.ts'

/**
 * Rows on their way to the writer's thread: numbers in one buffer, which is handed over rather than copied, and each
 * distinct text once. Copying the rows as objects would cost the server's thread some ten times as much.
 */
export interface EncodedRows {
  readonly count: number
  /** Texts by their place in `texts`, from 1; 0 is none. `NaN` is a number that is not known. */
  readonly numbers: Float64Array<ArrayBuffer>
  readonly texts: readonly string[]
}

export interface RowEncoder {
  readonly count: number
  add(row: RequestRow): void
  /** What was added, and starts anew. */
  take(): EncodedRows
}

const ROW_SLOTS = 30
const ATTEMPT_SLOTS = 11
const SEEN_SLOTS = 5
const PASSED_OVER_SLOTS = 3
const FIRST_SLOTS = 2_048

export function createRowEncoder(): RowEncoder {
  let numbers = new Float64Array(FIRST_SLOTS)
  let at = 0
  let count = 0
  let texts: string[] = []
  const places = new Map<string, number>()

  function text(value: string | null): void {
    numbers[at++] = value === null ? 0 : placeOf(value)
  }

  function placeOf(value: string): number {
    const known = places.get(value)
    if (known !== undefined) return known
    texts.push(cutText(value))
    places.set(value, texts.length)
    return texts.length
  }

  function number(value: number | null): void {
    numbers[at++] = value ?? Number.NaN
  }

  function attempt(row: AttemptRow): void {
    text(row.accountId)
    text(row.account)
    text(row.reason)
    number(row.startedMs)
    number(row.tookMs)
    number(row.status)
    text(row.result)
    text(row.provider ?? null)
    text(row.mark ?? null)
    number(row.heldMs ?? null)
    rooms(row.seen)
  }

  /** How many, and each; a count that is not known is a list that there is not. */
  function rooms(seen: readonly RoomSeen[] | undefined): void {
    if (seen === undefined) {
      number(null)
      return
    }
    const shown = shownOf(seen)
    number(shown)
    for (let index = 0; index < shown; index += 1) {
      const each = seen[index]
      text(each?.account ?? null)
      number(each?.room ?? null)
      text(each?.limit ?? null)
      number(each?.reserved ?? null)
      number(each?.waitMs ?? null)
    }
  }

  function grow(slots: number): void {
    if (at + slots <= numbers.length) return
    const larger = new Float64Array(Math.max(numbers.length * 2, at + slots))
    larger.set(numbers)
    numbers = larger
  }

  return {
    get count() {
      return count
    },
    add(row) {
      const passedOver = Math.min(row.passedOver.length, MAX_PASSED_OVER)
      let seen = shownOf(row.noRoom?.seen)
      for (const each of row.attempts) seen += shownOf(each.seen)
      grow(ROW_SLOTS + row.attempts.length * ATTEMPT_SLOTS + passedOver * PASSED_OVER_SLOTS + seen * SEEN_SLOTS)
      number(row.id)
      number(row.time)
      text(row.pool)
      text(row.protocol)
      text(row.operation)
      text(row.method)
      text(row.path)
      text(row.model)
      number(row.stream ? 1 : 0)
      text(row.client)
      number(row.status)
      text(row.end)
      text(row.error)
      text(row.accountId)
      text(row.account)
      text(row.provider)
      number(row.durationMs)
      number(row.firstByteMs)
      number(row.usage.input)
      number(row.usage.output)
      number(row.usage.cacheRead)
      number(row.usage.cacheWrite5m)
      number(row.usage.cacheWrite1h)
      number(row.available)
      number(row.attempts.length)
      for (const each of row.attempts) attempt(each)
      number(passedOver)
      for (let index = 0; index < passedOver; index += 1) {
        const each = row.passedOver[index]
        text(each?.account ?? null)
        text(each?.why ?? null)
        number(each?.until ?? null)
      }
      number(row.noRoom?.heldMs ?? null)
      rooms(row.noRoom?.seen)
      count += 1
    },
    take() {
      const taken = { count, numbers, texts }
      numbers = new Float64Array(FIRST_SLOTS)
      at = 0
      count = 0
      texts = []
      places.clear()
      return taken
    },
  }
}

function shownOf(seen: readonly RoomSeen[] | undefined): number {
  return seen === undefined ? 0 : Math.min(seen.length, MAX_SEEN)
}

/** The rows as they were, durations and counts rounded to whole numbers, texts cut to a bounded length. */
export function decodeRows(encoded: EncodedRows): RequestRow[] {
  const { numbers, texts } = encoded
  let at = 0
  const maybeText = (): string | null => texts[(numbers[at++] ?? 0) - 1] ?? null
  const text = (): string => maybeText() ?? ''
  const maybeWhole = (): number | null => {
    const value = numbers[at++] ?? Number.NaN
    return Number.isFinite(value) ? Math.round(value) : null
  }
  const whole = (): number => maybeWhole() ?? 0
  const roomSeen = (): RoomSeen => ({
    account: text(),
    room: numbers[at++] ?? 0,
    limit: maybeText(),
    reserved: whole(),
    waitMs: maybeWhole(),
  })
  function rooms(): RoomSeen[] | null {
    if (!Number.isNaN(numbers[at] ?? Number.NaN)) return list(roomSeen)
    at++
    return null
  }
  function counted(): Pick<AttemptRow, 'provider' | 'mark'> {
    const provider = maybeText()
    const mark = maybeText() as AttemptRow['mark'] | null
    return { ...(provider === null ? {} : { provider }), ...(mark == null ? {} : { mark }) }
  }
  function attemptRoom(): Pick<AttemptRow, 'seen' | 'heldMs'> {
    const heldMs = maybeWhole()
    const seen = rooms()
    return { ...(seen === null ? {} : { seen }), ...(heldMs === null ? {} : { heldMs }) }
  }
  function noRoom(): { readonly noRoom?: NoRoom } {
    const heldMs = whole()
    const seen = rooms()
    return seen === null ? {} : { noRoom: { heldMs, seen } }
  }
  const attempt = (): AttemptRow => ({
    accountId: text(),
    account: text(),
    reason: text(),
    startedMs: whole(),
    tookMs: whole(),
    status: maybeWhole(),
    result: text(),
    ...counted(),
    ...attemptRoom(),
  })
  const passedOver = (): PassedOver => ({ account: text(), why: text(), until: maybeWhole() })
  function list<Item>(read: () => Item): Item[] {
    const length = whole()
    const items: Item[] = []
    for (let index = 0; index < length; index += 1) items.push(read())
    return items
  }

  // Properties are evaluated in the order they are written, which is the order of the slots.
  const row = (): RequestRow => ({
    id: whole(),
    time: whole(),
    pool: text(),
    protocol: text() as Protocol,
    operation: text() as Operation,
    method: text(),
    path: text(),
    model: maybeText(),
    stream: whole() === 1,
    client: maybeText(),
    status: whole(),
    end: text() as RequestEnd,
    error: maybeText() as RequestRow['error'],
    accountId: maybeText(),
    account: maybeText(),
    provider: maybeText(),
    durationMs: whole(),
    firstByteMs: maybeWhole(),
    usage: {
      input: maybeWhole(),
      output: maybeWhole(),
      cacheRead: maybeWhole(),
      cacheWrite5m: maybeWhole(),
      cacheWrite1h: maybeWhole(),
    },
    available: whole(),
    attempts: list(attempt),
    passedOver: list(passedOver),
    ...noRoom(),
  })
  return Array.from({ length: encoded.count }, row)
}
