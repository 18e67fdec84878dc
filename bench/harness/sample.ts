import { setTimeout as wait } from 'node:timers/promises'
import { cpuNanoseconds, residentBytes } from './process-tree.ts'

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

/**
 * CPU nanoseconds that the process tree spends while `work` runs, and shortly after it: what is put off
 * (batches to a disk, logs) is paid for too.
 */
export async function cpuDuring<T>(pid: number, work: () => Promise<T>): Promise<{ cpu: number; result: T }> {
  const before = cpuNanoseconds(pid)
  const result = await work()
  await wait(300)
  return { cpu: cpuNanoseconds(pid) - before, result }
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
