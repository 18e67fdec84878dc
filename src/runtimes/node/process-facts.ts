import { readdir } from 'node:fs/promises'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { ProcessFacts } from '../../telemetry/metrics-process.ts'

/** How exactly the loop's delay is measured, ms: every so often a timer of its own says how late it is. */
const RESOLUTION_MS = 20

/**
 * Tells of this process. The loop's delay is measured from the first question on, so that whoever is never asked does not
 * wake for it, and anew after each.
 */
export function createProcessFacts(): () => Promise<ProcessFacts> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const toSeconds = (ns: number): number => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - RESOLUTION_MS / 1e3) : 0)
  return async () => {
    const openFds = await countOpenFds()
    const lag = {
      mean: toSeconds(delay.mean),
      p50: toSeconds(delay.percentile(50)),
      p99: toSeconds(delay.percentile(99)),
      max: toSeconds(delay.max),
    }
    delay.enable()
    delay.reset()
    const cpu = process.cpuUsage()
    const memory = process.memoryUsage()
    return {
      nodeVersion: process.version,
      startedAt: performance.timeOrigin / 1e3,
      cpuUser: cpu.user / 1e6,
      cpuSystem: cpu.system / 1e6,
      residentMemory: memory.rss,
      heapTotal: memory.heapTotal,
      heapUsed: memory.heapUsed,
      externalMemory: memory.external,
      openFds,
      lag,
    }
  }
}

/** `null` where there is no such folder: anywhere but on Linux. */
async function countOpenFds(): Promise<number | null> {
  try {
    // One of them is the folder that is being read.
    return (await readdir('/proc/self/fd')).length - 1
  } catch {
    return null
  }
}
