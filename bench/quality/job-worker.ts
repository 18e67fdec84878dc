import { parentPort, workerData } from 'node:worker_threads'
import type { Job } from './jobs.ts'
import { simulate } from './run.ts'
import type { World } from './world.ts'

/** A thread of `jobs.ts`: its data are the worlds, each message is a job, each answer the figures of one. */
const worlds = workerData as readonly World[]
const port = parentPort

port?.on('message', (job: Job) => {
  const world = worlds[job.world]
  if (world === undefined) throw new Error(`there is no world ${job.world}`)
  port.postMessage(simulate(world, job), [])
})
