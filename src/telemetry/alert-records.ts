import type { AlertRecord } from './alerts.ts'
import { ATTENTION_ORDER, type AttentionKind, type AttentionLevel } from './attention-row.ts'

const LEVELS: readonly AttentionLevel[] = ['critical', 'warning', 'note']

/** Alerts as they were kept, as JSON. What cannot be read is left out: at worst something is told again. */
export function decodeAlertRecords(text: string): readonly AlertRecord[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.flatMap(decodeRecord) : []
  } catch {
    return []
  }
}

export function encodeAlertRecords(records: readonly AlertRecord[]): string {
  return JSON.stringify(records)
}

function decodeRecord(value: unknown): readonly AlertRecord[] {
  if (typeof value !== 'object' || value === null) return []
  const given = value as Readonly<Record<string, unknown>>
  const id = textOf(given['id'])
  const kind = ATTENTION_ORDER.find((known): known is AttentionKind => known === given['kind'])
  const level = LEVELS.find((known) => known === given['level'])
  const raisedAt = momentOf(given['raisedAt'])
  if (id === null || kind === undefined || level === undefined || raisedAt === null) return []
  return [
    {
      id,
      kind,
      level,
      text: textOf(given['text']) ?? '',
      pool: textOf(given['pool']),
      account: textOf(given['account']),
      raisedAt,
      goneAt: momentOf(given['goneAt']),
      endedAt: momentOf(given['endedAt']),
      back: momentOf(given['back']) ?? 0,
    },
  ]
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function momentOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
