import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { RequestRow } from '../../model/ledger.ts'
import { addToHistogram, bucketOf } from '../../model/histogram.ts'
import type { Histogram } from '../../model/histogram.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Callers choose the model's name; beyond so many groups in a day a new one is summed up under this name instead. */
const OTHER_MODELS = '(other)'
const MAX_GROUPS = 2_000
/** Stretches of time that a group keeps at hand; an older one is read again when a long stream ends in it. */
const MAX_CELLS = 16

/** Sums of one group over one minute or hour. */
interface Cell {
  readonly at: number
  /** As in `SUMS`, in that order. */
  readonly sums: number[]
  readonly durations: Histogram
  readonly firstBytes: Histogram
  changed: boolean
}

interface Group {
  readonly id: number
  account: string
  readonly minutes: Map<number, Cell>
  readonly hours: Map<number, Cell>
}

const SUMS = [
  'requests',
  'ok',
  'failed',
  'cut',
  'gone',
  'failovers',
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cost',
  'priced',
  'duration_sum',
  'first_byte_sum',
] as const

/** Adds requests up by minute and hour. What it holds is what the database holds, plus what `write` has yet to put there. */
export interface RollupBook {
  add(row: RequestRow, cost: number | null): void
  /** Within the transaction that holds the rows: neither is ever there without the other. */
  write(): void
  /** After a rollback: what was added is no longer true. */
  forget(): void
}

export function createRollupBook(database: DatabaseSync): RollupBook {
  const findGroup = database.prepare(
    'select id, account from rollup_groups where pool = ? and account_id = ? and provider = ? and model = ?',
  )
  const addGroup = database.prepare(
    'insert into rollup_groups (pool, account_id, provider, model, account) values (?, ?, ?, ?, ?)',
  )
  const renameGroup = database.prepare('update rollup_groups set account = ? where id = ?')
  const minutes = prepareTable(database, 'rollup_minutes')
  const hours = prepareTable(database, 'rollup_hours')
  const groups = new Map<string, Group>()
  const changed = new Set<Group>()
  let day = 0
  let newest = 0

  function groupOf(row: RequestRow): Group {
    const account = row.account ?? ''
    const parts = [row.pool, row.accountId ?? '', row.provider ?? '', row.model ?? ''] as const
    let key = parts.join('\n')
    let group = groups.get(key)
    if (group === undefined) {
      const full = groups.size >= MAX_GROUPS
      const model = full ? OTHER_MODELS : parts[3]
      if (full) key = [parts[0], parts[1], parts[2], model].join('\n')
      group = groups.get(key) ?? readGroup([parts[0], parts[1], parts[2], model], account)
      groups.set(key, group)
    }
    if (account !== '' && group.account !== account) {
      renameGroup.run(account, group.id)
      group.account = account
    }
    return group
  }

  function readGroup(parts: readonly [string, string, string, string], account: string): Group {
    const found = findGroup.get(...parts)
    const id = found === undefined ? addGroup.run(...parts, account).lastInsertRowid : found['id']
    const name = found === undefined ? account : String(found['account'])
    return { id: Number(id), account: name, minutes: new Map(), hours: new Map() }
  }

  return {
    add(row, cost) {
      newest = Math.max(newest, row.time)
      const group = groupOf(row)
      const minute = cellOf(group.minutes, Math.floor(row.time / MINUTE_MS) * MINUTE_MS, (at) =>
        minutes.read(at, group),
      )
      const hour = cellOf(group.hours, Math.floor(row.time / HOUR_MS) * HOUR_MS, (at) => hours.read(at, group))
      addRow([minute, hour], row, cost)
      changed.add(group)
    },
    write() {
      for (const group of changed) {
        minutes.write(group, group.minutes)
        hours.write(group, group.hours)
      }
      changed.clear()
      const today = Math.floor(newest / DAY_MS)
      if (today !== day) groups.clear()
      day = today
    },
    forget() {
      groups.clear()
      changed.clear()
    },
  }
}

function cellOf(cells: Map<number, Cell>, at: number, read: (at: number) => Cell): Cell {
  const known = cells.get(at)
  if (known !== undefined) return known
  if (cells.size >= MAX_CELLS) {
    for (const cell of cells.values()) if (!cell.changed) cells.delete(cell.at)
  }
  const cell = read(at)
  cells.set(at, cell)
  return cell
}

function addRow(cells: readonly Cell[], row: RequestRow, cost: number | null): void {
  const { usage } = row
  const duration = bucketOf(row.durationMs)
  const firstByte = row.firstByteMs === null ? null : bucketOf(row.firstByteMs)
  const parts = [
    1,
    row.end === 'ok' ? 1 : 0,
    row.end === 'failed' ? 1 : 0,
    row.end === 'cut' ? 1 : 0,
    row.end === 'gone' ? 1 : 0,
    Math.max(0, row.attempts.length - 1),
    usage.input ?? 0,
    usage.output ?? 0,
    usage.cacheRead ?? 0,
    usage.cacheWrite5m ?? 0,
    usage.cacheWrite1h ?? 0,
    cost ?? 0,
    cost === null ? 0 : 1,
    row.durationMs,
    row.firstByteMs ?? 0,
  ]
  for (const cell of cells) {
    parts.forEach((part, index) => (cell.sums[index] = (cell.sums[index] ?? 0) + part))
    addToHistogram(cell.durations, duration, 1)
    if (firstByte !== null) addToHistogram(cell.firstBytes, firstByte, 1)
    cell.changed = true
  }
}

interface RollupTable {
  read(at: number, group: Group): Cell
  write(group: Group, cells: Map<number, Cell>): void
}

function prepareTable(database: DatabaseSync, table: 'rollup_minutes' | 'rollup_hours'): RollupTable {
  const columns = [...SUMS, 'durations', 'first_bytes']
  const find = database.prepare(`select ${columns.join(', ')} from ${table} where at = ? and group_id = ?`)
  const marks = columns.map(() => '?').join(', ')
  const put = database.prepare(
    `insert or replace into ${table} (at, group_id, ${columns.join(', ')}) values (?, ?, ${marks})`,
  )
  return {
    read(at, group) {
      const found = find.get(at, group.id)
      return {
        at,
        sums: SUMS.map((name) => Number(found?.[name] ?? 0)),
        durations: toHistogram(found?.['durations']),
        firstBytes: toHistogram(found?.['first_bytes']),
        changed: false,
      }
    },
    write(group, cells) {
      for (const cell of cells.values()) {
        if (!cell.changed) continue
        put.run(cell.at, group.id, ...cell.sums, JSON.stringify(cell.durations), JSON.stringify(cell.firstBytes))
        cell.changed = false
      }
    },
  }
}

function toHistogram(text: SQLOutputValue | undefined): Histogram {
  const parsed: unknown = JSON.parse(typeof text === 'string' ? text : '[]')
  return Array.isArray(parsed) ? parsed.map(Number) : []
}
