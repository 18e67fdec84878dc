import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Contender } from '../contenders/contender.ts'
import { LOAD_CORE, type Running, type Stage } from '../harness/stage.ts'
import { type StreamTally, tallySchema } from './stream-plan.ts'

const SCRIPT = fileURLToPath(new URL('stream-client.ts', import.meta.url))

export interface Opening {
  readonly streams: number
  readonly perSecond: number
}

/** Opens so many streams through the contender and comes back when all are open. Stop the process to close them. */
export async function openStreams(stage: Stage, target: Contender, opening: Opening): Promise<Running> {
  const plan = JSON.stringify({ port: target.port, path: target.path, headers: target.headers, ...opening })
  const args = [SCRIPT, plan]
  const client = stage.start({ name: 'client', file: process.execPath, args, core: LOAD_CORE, channel: 'ipc' })
  const patienceMs = (opening.streams / opening.perSecond) * 1_000 + 45_000
  let tally = await countStreams(client)
  for (let waited = 0; tally.streams < opening.streams * 0.99 && waited < patienceMs; waited += 200) {
    await wait(200)
    tally = await countStreams(client)
  }
  if (tally.streams < opening.streams * 0.99 || tally.broken > 0) {
    throw new Error(`${target.name}: of ${opening.streams} streams ${tally.streams} are open, ${tally.broken} broke`)
  }
  return client
}

/** What the client has counted so far. */
export function countStreams(client: Running): Promise<StreamTally> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      reject(new Error('the stream client ended'))
    }
    client.child.once('exit', gone)
    client.child.once('message', (message) => {
      client.child.off('exit', gone)
      resolve(tallySchema.parse(message))
    })
    client.child.send('count')
  })
}
