import { readFileSync } from 'node:fs'

/** Milliseconds that a core has been busy since the machine started, with whatever it was (ticks of 10 ms, proc_stat(5)). */
export function coreBusyMs(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? ''
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq + steal) * 10
}
