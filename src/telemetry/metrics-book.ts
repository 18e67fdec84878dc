import type { AttemptRow, RequestRow } from '../model/ledger.ts'
import type { PricedSum } from '../model/priced-sum.ts'
import { BoundedNames, OTHER } from './bounded-names.ts'
import type { OnFinishedRows } from './finished-rows.ts'
import { AttemptCell, RequestCell } from './metrics-cell.ts'
import { toLabels, toLabelValue } from './metrics-labels.ts'
import { toAttemptError, toErrorType } from './metrics-names.ts'
import { Points } from './metrics-points.ts'
import type { Reading } from './metrics-reading.ts'

/** Models with a label of their own. Their names come from callers; the next ones are summed up as `(other)`. */
export const MAX_MODELS = 200
/** Accounts likewise. */
export const MAX_ACCOUNTS = 1_000
/** Label sets of one metric that name a model: it comes with pools, vendors, operations and errors. */
const MAX_SETS = 1_000
/** Cells that are kept at hand. They are found again by their labels, so that nothing is lost with them. */
const MAX_CELLS = 5_000

export interface MetricsPorts {
  /** The vendor of an account by its id; `null` where there is no such account any more. */
  readonly providerOf: (accountId: string) => string | null
}

/**
 * What finished requests add up to since the process began, for `/metrics`. It is fed many rows at a time and off the
 * path of a call; a row costs one look-up, and each of its attempts another.
 */
export class MetricsBook {
  readonly #ports: MetricsPorts
  readonly #points = new Points()
  readonly #models = new BoundedNames(MAX_MODELS)
  readonly #accounts = new BoundedNames(MAX_ACCOUNTS)
  readonly #requestSets = new BoundedNames(MAX_SETS)
  readonly #attemptSets = new BoundedNames(MAX_SETS)
  /** By everything that a row's labels are made of. */
  #cells = new Map<string, RequestCell>()
  #cellCount = 0

  constructor(ports: MetricsPorts) {
    this.#ports = ports
  }

  readonly add: OnFinishedRows = (rows) => {
    for (const row of rows) this.#addRow(row)
  }

  /** What requests cost whose rows were added before. */
  addCosts(sums: readonly PricedSum[]): void {
    for (const { pool, provider, model, usd, unpriced } of sums) {
      const labels = toLabels([
        ['pool', pool],
        ['provider', provider],
        ['model', model === null ? null : this.#models.find(toLabelValue(model))],
      ])
      if (usd > 0) this.#points.value('claudeflare_cost_usd', labels).value += usd
      if (unpriced > 0) this.#points.value('claudeflare_unpriced_requests', labels).value += unpriced
    }
  }

  readings(): Reading[] {
    return this.#points.readings()
  }

  #addRow(row: RequestRow): void {
    const cell = this.#cellOf(row)
    cell.add(row)
    const { attempts } = row
    for (let i = 0; i < attempts.length; i++) {
      const attempt = attempts[i]
      if (attempt === undefined) continue
      const tried = this.#attemptCellOf(cell, row, attempt)
      const next = attempts[i + 1] ?? null
      tried.add(attempt, next)
      if (next === null && attempt.accountId === row.accountId) tried.addUsage(row.usage)
    }
  }

  #cellOf(row: RequestRow): RequestCell {
    const key = keyOf(row, row.model)
    const known = this.#cells.get(key)
    if (known !== undefined) return known
    // Names without a label of their own share a cell, so that made-up ones do not drive out those that are used.
    const model = this.#modelOf(row)
    const labelled = model === row.model ? key : keyOf(row, model)
    return this.#cells.get(labelled) ?? this.#addCell(labelled, row, model)
  }

  #addCell(key: string, row: RequestRow, model: string | null): RequestCell {
    const set = [...setOf(row, row.provider), toErrorType(row)]
    const cell = new RequestCell(this.#points, row, this.#boundIn(this.#requestSets, set, model))
    this.#countCell()
    this.#cells.set(key, cell)
    return cell
  }

  #attemptCellOf(cell: RequestCell, row: RequestRow, attempt: AttemptRow): AttemptCell {
    const result = attempt.kind ?? 'other'
    const key = `${attempt.accountId}\n${attempt.status}\n${result}\n${attempt.account}`
    const known = cell.attempts.get(key)
    if (known !== undefined) return known
    const { accountId, account, status } = attempt
    const provider = accountId === row.accountId ? row.provider : this.#ports.providerOf(accountId)
    const set = [...setOf(row, provider), toAttemptError(result, status)]
    const made = new AttemptCell(this.#points, row, {
      account: this.#accounts.take(account),
      provider,
      model: this.#boundIn(this.#attemptSets, set, this.#modelOf(row)),
      result,
      status,
    })
    this.#countCell()
    cell.attempts.set(key, made)
    return made
  }

  /** A name gets a label of its own once a vendor has answered to it, so that made-up ones take no place. */
  #modelOf(row: RequestRow): string | null {
    if (row.model === null || row.model === '') return null
    const name = toLabelValue(row.model)
    const isAnswered = row.provider !== null && row.status >= 200 && row.status < 300 && row.error === null
    return isAnswered ? this.#models.take(name) : this.#models.find(name)
  }

  #boundIn(sets: BoundedNames, set: readonly (string | null)[], model: string | null): string | null {
    if (model === null) return null
    return sets.take([...set, model].join('\n')) === OTHER ? OTHER : model
  }

  #countCell(): void {
    this.#cellCount += 1
    if (this.#cellCount <= MAX_CELLS) return
    this.#cells = new Map()
    this.#cellCount = 1
  }
}

/** All that a row's labels are made of. */
function keyOf(row: RequestRow, model: string | null): string {
  const { pool, protocol, operation, provider, status, end, error } = row
  return `${pool}\n${protocol}\n${operation}\n${provider ?? ''}\n${status}\n${end}\n${error ?? ''}\n${model ?? ''}`
}

function setOf(row: RequestRow, provider: string | null): (string | null)[] {
  return [row.pool, row.protocol, row.operation, provider]
}
