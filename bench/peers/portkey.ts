import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from '../contenders/contender.ts'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { installPeer } from './install.ts'
import { PEER_KEYS } from './peer-keys.ts'

/** `@portkey-ai/gateway` as its README starts it, balancing over ten keys of one vendor as its documentation says: by a config in a header. */
export async function startPortkey(stage: Stage, upstreamPort: number): Promise<Contender> {
  const folder = await installPeer('@portkey-ai/gateway')
  const port = await freePort()
  const running = stage.start({
    name: 'portkey',
    file: process.execPath,
    args: [`${folder}/build/start-server.js`, `--port=${port}`],
    core: PROXY_CORE,
  })
  await waitForPort(running, port)
  const targets = PEER_KEYS.map((key) => ({
    provider: 'anthropic',
    api_key: key,
    custom_host: `http://127.0.0.1:${upstreamPort}/v1`,
    weight: 1,
  }))
  const config = JSON.stringify({ strategy: { mode: 'loadbalance' }, targets })
  const headers = { ...CALLER_HEADERS, 'x-portkey-config': config }
  return { name: '@portkey-ai/gateway', port, path: MESSAGES_PATH, headers, process: running }
}
