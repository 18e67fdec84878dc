import { setTimeout as wait } from 'node:timers/promises'
import { coreBusyMs } from './core-time.ts'
import { cpuNanoseconds, residentBytes } from './process-tree.ts'
import { PROXY_CORE } from './stage.ts'

/** Middle value, and the two ends. */
export interface Sample {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN
  return { median: (low + high) / 2, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN }
}

/** Round by round, since both were measured under the same weather. */
export function ratioOf(values: readonly number[], against: readonly number[]): Sample {
  return sampleOf(values.map((value, round) => value / (against[round] ?? Number.NaN)))
}

export interface Spent<T> {
  readonly cpuNs: number
  /** Share of the proxy's core that others took meanwhile, 0 to 1: above a few percent the figure is doubtful. */
  readonly disturbance: number
  readonly result: T
}

/** CPU time that the process tree on the proxy's core spends while `work` runs. */
export async function cpuDuring<T>(pid: number, work: () => Promise<T>): Promise<Spent<T>> {
  const began = performance.now()
  const busyBefore = coreBusyMs(PROXY_CORE)
  const before = cpuNanoseconds(pid)
  const result = await work()
  const cpuNs = cpuNanoseconds(pid) - before
  const busyMs = coreBusyMs(PROXY_CORE) - busyBefore
  const disturbance = Math.max(0, busyMs - cpuNs / 1e6) / (performance.now() - began)
  return { cpuNs, disturbance, result }
}

/** Resident bytes, as the median of `seconds` seconds: one reading would catch a collection half done. */
export async function settledMemory(pid: number, seconds: number): Promise<number> {
  const readings: number[] = []
  for (let i = 0; i < seconds * 5; i++) {
    readings.push(residentBytes(pid))
    await wait(200)
  }
  return sampleOf(readings).median
}
