import { fileURLToPath } from 'node:url'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from './contender.ts'

const SCRIPT = fileURLToPath(new URL('../baseline/proxy.ts', import.meta.url))

/** node:http and undici with nothing in between: the floor under any gateway on Node. */
export async function startBare(stage: Stage, upstreamPort: number): Promise<Contender> {
  const port = await freePort()
  const args = [SCRIPT, String(port), String(upstreamPort)]
  const running = stage.start({ name: 'bare', file: process.execPath, args, core: PROXY_CORE, channel: 'ipc' })
  await waitForPort(running, port)
  return { name: 'bare', port, path: MESSAGES_PATH, headers: CALLER_HEADERS, process: running }
}
