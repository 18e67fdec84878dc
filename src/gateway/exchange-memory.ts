import type { GatewayErrorCode } from '../model/errors.ts'
import type { Attempt } from './attempt.ts'
import type { ExchangeRecord, Refused } from './step.ts'
import type { Suspect } from './suspects.ts'
import { NO_SUSPECTS } from './suspects.ts'
import type { Trail } from './trail.ts'

/** What an Exchange remembers of its call besides the trail of attempts. */
export class ExchangeMemory {
  /** The last upstream refusal that came, and whose it was. */
  kept: { readonly refused: Refused; readonly attempt: Attempt } | null = null
  usedSecondChance = false
  /** A vendor had the whole request and gave no answer: it may have been carried out. */
  mayBeDone = false
  /** The last that was asked had no token to send. */
  lacksToken = false
  /** What the caller gets; 0 while that is not known. */
  status = 0
  error: GatewayErrorCode | null = null
  /** The caller gets a vendor's refusal, which may come with a status of 200. */
  refused = false
  /** Attempts whose marks may be withdrawn. No record keeps them: where the call goes on elsewhere, their marks stand. */
  suspects: readonly Suspect[] = NO_SUSPECTS
  /** Whose answer the caller gets. */
  answering: Attempt | null = null

  /** `attempts` are the record's. */
  recall(record: ExchangeRecord, attempts: readonly Attempt[]): void {
    const keptOf = attempts[record.kept?.attempt ?? -1]
    if (record.kept !== null && keptOf !== undefined) this.kept = { refused: record.kept.refused, attempt: keptOf }
    this.usedSecondChance = record.usedSecondChance
    this.mayBeDone = record.mayBeDone
    this.status = record.status
    this.error = record.error
    this.refused = record.refused
    this.answering = attempts[record.answering ?? -1] ?? null
  }
}

/** An Exchange as plain data; `openedMs` counts from the call's beginning. */
export function toRecord(memory: ExchangeMemory, trail: Trail, openedMs: number): ExchangeRecord {
  const { attempts, current, available, passedOver } = trail
  const { kept, usedSecondChance, mayBeDone, status, error, refused, answering } = memory
  return {
    attempts: attempts.map((attempt) => attempt.toRow()),
    underWay: current !== null,
    openedMs,
    heldMs: trail.heldSince === null ? null : trail.heldSince - trail.startedAt,
    seen: trail.seen,
    kept: kept === null ? null : toKeptRecord(kept.refused, attempts.indexOf(kept.attempt)),
    usedSecondChance,
    mayBeDone,
    unreachable: [...trail.unreachable],
    available,
    passedOver,
    status,
    error,
    refused,
    answering: answering === null ? null : attempts.indexOf(answering),
  }
}

/** Of what a driver reported no more than is judged. */
function toKeptRecord({ status, refusal }: Refused, attempt: number): ExchangeRecord['kept'] {
  return { refused: { status, refusal }, attempt }
}
