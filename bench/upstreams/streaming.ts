import { fileURLToPath } from 'node:url'
import { freePort, waitForPort } from '../harness/ready.ts'
import { LOAD_CORE, type Stage } from '../harness/stage.ts'

export interface Pace {
  /** Milliseconds between two events of one stream, from 1. */
  readonly periodMs: number
  /** Events of one answer, from 7. */
  readonly events: number
}

/** Starts the streaming vendor on the second core and gives its port. */
export async function startStreamingUpstream(stage: Stage, pace: Pace): Promise<number> {
  const port = await freePort()
  const script = fileURLToPath(new URL('stream-server.ts', import.meta.url))
  const args = [script, String(port), String(pace.periodMs), String(pace.events)]
  const running = stage.start({ name: 'upstream', file: process.execPath, args, core: LOAD_CORE, channel: 'ipc' })
  await waitForPort(running, port)
  return port
}
