import { Worker } from 'node:worker_threads'
import type { Run } from './run.ts'
import type { Figures } from './tally.ts'
import type { World } from './world.ts'

/** One run, in one of several worlds. */
export interface Job extends Run {
  readonly world: number
}

/** Runs them all, as many at a time as there are threads; the figures stand in the jobs' order. */
export async function runJobs(
  worlds: readonly World[],
  jobs: readonly Job[],
  { threads, onDone }: { readonly threads: number; readonly onDone: (done: number) => void },
): Promise<Figures[]> {
  const figures: Figures[] = []
  let next = 0
  let done = 0

  function work(): Promise<void> {
    const worker = new Worker(new URL('job-worker.ts', import.meta.url), { workerData: worlds })
    return new Promise((resolve, reject) => {
      let current = -1
      const hand = (): void => {
        current = next++
        const job = jobs[current]
        if (job !== undefined) worker.postMessage(job, [])
        else void worker.terminate().then(() => resolve())
      }
      worker.on('error', reject)
      worker.on('message', (figuresOfOne: Figures) => {
        figures[current] = figuresOfOne
        onDone(++done)
        hand()
      })
      hand()
    })
  }

  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work))
  return figures
}
