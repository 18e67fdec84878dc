import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from '../contenders/contender.ts'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { installPeer } from './install.ts'

/** `@portkey-ai/gateway`, without its log page; the vendor's address goes in a header, as its documentation has it. */
export async function startPortkey(stage: Stage, upstreamPort: number): Promise<Contender> {
  const folder = await installPeer('@portkey-ai/gateway')
  const port = await freePort()
  const running = stage.start({
    name: 'portkey',
    file: process.execPath,
    args: [`${folder}/build/start-server.js`, `--port=${port}`, '--headless'],
    core: PROXY_CORE,
    env: { NODE_ENV: 'production' },
  })
  await waitForPort(running, port)
  const headers = {
    ...CALLER_HEADERS,
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
  }
  return { name: '@portkey-ai/gateway', port, path: MESSAGES_PATH, headers, process: running }
}
