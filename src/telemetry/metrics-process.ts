import { toLabels } from './metrics-labels.ts'
import { Points } from './metrics-points.ts'
import type { Reading } from './metrics-reading.ts'

/** What `/metrics` tells of the program that answers. */
export interface BuildFacts {
  readonly version: string
  readonly runtime: 'node' | 'workers'
}

/** What waits to be stored, and what was lost of it. */
export interface LedgerFacts {
  readonly queued: number
  readonly dropped: number
}

/** What a server that is one process holds. */
export interface ServerFacts {
  readonly inFlight: number
  readonly bodiesHeld: number
  readonly bodiesLimit: number
}

/** A process of Node. Times in seconds, start in seconds since the epoch, memory in bytes. */
export interface ProcessFacts {
  readonly nodeVersion: string
  readonly startedAt: number
  readonly cpuUser: number
  readonly cpuSystem: number
  readonly residentMemory: number
  readonly heapTotal: number
  readonly heapUsed: number
  readonly externalMemory: number
  /** `null` where the system does not tell. */
  readonly openFds: number | null
  readonly lag: { readonly mean: number; readonly p50: number; readonly p99: number; readonly max: number }
}

const LEDGER = ['claudeflare_ledger_rows_queued', 'claudeflare_ledger_rows_dropped'] as const

export function toBuildReadings({ version, runtime }: BuildFacts): Reading[] {
  const points = new Points()
  points.value(
    'claudeflare_build_info',
    toLabels([
      ['version', version],
      ['runtime', runtime],
    ]),
  ).value = 1
  return points.readings()
}

/** Without a pool among their labels. */
const OF_ALL: readonly string[] = [...LEDGER, 'claudeflare_refused_requests']

/** Whether it holds for one pool by itself, rather than being a sum over all of them. */
export function isOfPool({ family }: Reading): boolean {
  return !OF_ALL.includes(family)
}

export function toLedgerReadings({ queued, dropped }: LedgerFacts): Reading[] {
  const points = new Points()
  const [queuedRows, droppedRows] = LEDGER
  points.value(queuedRows, '').value = queued
  points.value(droppedRows, '').value = dropped
  return points.readings()
}

export function toServerReadings({ inFlight, bodiesHeld, bodiesLimit }: ServerFacts): Reading[] {
  const points = new Points()
  points.value('claudeflare_requests_in_flight', '').value = inFlight
  points.value('claudeflare_request_bodies_held_bytes', '').value = bodiesHeld
  points.value('claudeflare_request_bodies_limit_bytes', '').value = bodiesLimit
  return points.readings()
}

/** Under the names that prom-client has made usual. */
export function toProcessReadings(facts: ProcessFacts): Reading[] {
  const points = new Points()
  points.value('process_cpu_user_seconds', '').value = facts.cpuUser
  points.value('process_cpu_system_seconds', '').value = facts.cpuSystem
  points.value('process_cpu_seconds', '').value = facts.cpuUser + facts.cpuSystem
  points.value('process_start_time_seconds', '').value = facts.startedAt
  points.value('process_resident_memory_bytes', '').value = facts.residentMemory
  if (facts.openFds !== null) points.value('process_open_fds', '').value = facts.openFds
  points.value('nodejs_version_info', toLabels([['version', facts.nodeVersion]])).value = 1
  points.value('nodejs_heap_size_total_bytes', '').value = facts.heapTotal
  points.value('nodejs_heap_size_used_bytes', '').value = facts.heapUsed
  points.value('nodejs_external_memory_bytes', '').value = facts.externalMemory
  points.value('nodejs_eventloop_lag_mean_seconds', '').value = facts.lag.mean
  points.value('nodejs_eventloop_lag_p50_seconds', '').value = facts.lag.p50
  points.value('nodejs_eventloop_lag_p99_seconds', '').value = facts.lag.p99
  points.value('nodejs_eventloop_lag_max_seconds', '').value = facts.lag.max
  return points.readings()
}
