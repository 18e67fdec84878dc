import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { measureChoices } from '../choice.ts'
import { atMost, type Bench, type Figure, NO_BOUND } from '../figure.ts'
import { sampleOf } from '../harness/sample.ts'
import { PIN } from '../harness/pin.ts'
import { PROXY_CORE } from '../harness/stage.ts'

const PATIENCE_MS = 180_000

const ledgerSchema = z.object({
  rows: z.number(),
  dropped: z.number(),
  eventLoopDelayP99Ms: z.number(),
  idleDelayP99Ms: z.number(),
  serverThreadUsPerRow: z.number(),
  writerUsPerRow: z.number(),
})

/** One choice among 10,000 accounts: the dearest strategy, with all accounts available or half of them. */
export function measureChoice(bench: Bench): Promise<Figure[]> {
  const runs = Array.from({ length: bench.pace === 'full' ? 3 : 1 }, () =>
    measureChoices()
      .filter(({ accounts }) => accounts === 10_000)
      .toSorted((a, b) => b.ns - a.ns),
  )
  const measured = sampleOf(runs.map(([dearest]) => (dearest?.ns ?? Number.NaN) / 1_000))
  const detail = (runs[0] ?? [])
    .map(({ strategy, unavailable, ns }) => `${strategy} (${unavailable} away) ${(ns / 1_000).toFixed(2)}`)
    .join(', ')
  const name = 'one choice among 10,000 accounts, dearest strategy'
  return Promise.resolve([{ name, bound: atMost(2, 0.5), unit: 'µs', measured, detail }])
}

/** What reading along costs per event of text: the gateway's share of a relayed event that is the meter's. */
export async function measureMeter(): Promise<Figure[]> {
  const lines = [
    ...(await runScript('meter.ts')).matchAll(/^(.+), (\d+) bytes, 1 to a chunk: ([\d.]+) ns per event$/gm),
  ]
  if (lines.length === 0) throw new Error('bench/meter.ts printed no event')
  const measured = sampleOf(lines.map(([, , , ns]) => Number(ns) / 1_000))
  const detail = lines
    .map(([, name, bytes, ns]) => `${name} (${bytes} bytes) ${(Number(ns) / 1_000).toFixed(2)}`)
    .join(', ')
  return [{ name: '… of which metering an event', bound: NO_BOUND, unit: 'µs', measured, detail }]
}

/** The event loop's delay while the ledger takes 5,000 rows a second, writer and server on one core. */
export async function measureLedger(bench: Bench): Promise<Figure[]> {
  const { runs, seconds } = bench.pace === 'full' ? { runs: 3, seconds: 10 } : { runs: 1, seconds: 4 }
  const all: z.infer<typeof ledgerSchema>[] = []
  for (let run = 0; run < runs; run++) {
    const output = await runScript('ledger.ts', '--json', '--seconds', String(seconds))
    all.push(ledgerSchema.parse(JSON.parse(output)))
  }
  const middle = (of: (figures: z.infer<typeof ledgerSchema>) => number): string =>
    sampleOf(all.map(of)).median.toFixed(2)
  const dropped = all.reduce((sum, each) => sum + each.dropped, 0)
  const threads = `${middle((each) => each.serverThreadUsPerRow)} + ${middle((each) => each.writerUsPerRow)} µs/row`
  return [
    {
      name: 'event-loop delay p99 at 5,000 rows/s',
      bound: atMost(10, 5),
      unit: 'ms',
      measured: sampleOf(all.map((each) => each.eventLoopDelayP99Ms)),
      detail: `idle ${middle((each) => each.idleDelayP99Ms)} ms, ${threads}, ${dropped} rows dropped`,
    },
  ]
}

async function runScript(name: string, ...args: string[]): Promise<string> {
  const script = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const pinned = ['-c', String(PROXY_CORE), process.execPath, script, ...args]
  const { stdout } = await promisify(execFile)(PIN, pinned, { timeout: PATIENCE_MS })
  return stdout
}
