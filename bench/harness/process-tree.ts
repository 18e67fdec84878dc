import { readdirSync, readFileSync } from 'node:fs'

/**
 * What a process and all its descendants have used, read from Linux's /proc. A file that vanishes while it is read
 * belonged to a thread that has just ended and counts as nothing.
 */

/** The pid itself and all its descendants, parents first. */
export function processTree(root: number): number[] {
  const pids = [root]
  for (const pid of pids) {
    for (const thread of threads(pid)) {
      const children = read(`/proc/${pid}/task/${thread}/children`).trim()
      if (children !== '') pids.push(...children.split(' ').map(Number))
    }
  }
  return pids
}

/** User and system time of every live thread, in nanoseconds: the first field of schedstat, exact where `stat` has ticks of 10 ms. */
export function cpuNanoseconds(root: number): number {
  let sum = 0
  for (const pid of processTree(root)) {
    for (const thread of threads(pid)) sum += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] ?? 0)
  }
  return sum
}

/** Resident memory in bytes. */
export function residentBytes(root: number): number {
  let sum = 0
  for (const pid of processTree(root)) {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))
    sum += Number(line?.[1] ?? 0) * 1024
  }
  return sum
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
