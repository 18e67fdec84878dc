import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from '../contenders/contender.ts'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { installPeer } from './install.ts'
import { PEER_KEYS } from './peer-keys.ts'

/** `better-ccflare` with ten API-key accounts of one local vendor, its log as it comes, its state in the stage's folder. */
export async function startBetterCcflare(stage: Stage, upstreamPort: number): Promise<Contender> {
  const folder = await installPeer('better-ccflare')
  const port = await freePort()
  const running = stage.start({
    name: 'better-ccflare',
    file: `${folder}/dist/better-ccflare`,
    args: ['--serve'],
    core: PROXY_CORE,
    env: {
      PORT: String(port),
      BETTER_CCFLARE_HOST: '127.0.0.1',
      BETTER_CCFLARE_DB_PATH: `${stage.folder}/better-ccflare.db`,
      BETTER_CCFLARE_CONFIG_PATH: `${stage.folder}/better-ccflare.json`,
    },
  })
  await waitForPort(running, port)
  for (const [i, apiKey] of PEER_KEYS.entries()) {
    const account = {
      name: `key-${i + 1}`,
      apiKey,
      priority: 0,
      customEndpoint: `http://127.0.0.1:${upstreamPort}`,
    }
    const answer = await fetch(`http://127.0.0.1:${port}/api/accounts/anthropic-compatible`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`better-ccflare took no account: ${answer.status} ${await answer.text()}`)
  }
  return { name: 'better-ccflare', port, path: MESSAGES_PATH, headers: CALLER_HEADERS, process: running }
}
