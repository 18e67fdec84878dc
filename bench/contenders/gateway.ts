import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, waitForLine } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from './contender.ts'

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
export const UUID = 'bench-0000000000000000000001'
export const KEYS = Array.from({ length: 10 }, (_, i) => `sk-ant-bench-key-${String(i + 1).padStart(12, '0')}`)

export interface GatewaySetup {
  readonly name: string
  /** Another checkout whose gateway it is; this one's where it is absent. */
  readonly tree?: string
  readonly upstreamPort: number
  readonly logLevel: 'info' | 'warn'
}

/** The gateway as a user starts it: pool `lb` of 10 keys, round-robin, ledger on, its log in a file. */
export async function startGateway(stage: Stage, setup: GatewaySetup): Promise<Contender> {
  const port = await freePort()
  const running = stage.start({
    name: setup.name,
    file: process.execPath,
    // For a profile: BENCH_NODE_ARGS='--cpu-prof --cpu-prof-dir=/tmp/prof'.
    args: [...(process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter((each) => each !== ''), cliOf(setup), 'serve'],
    core: PROXY_CORE,
    env: {
      PORT: String(port),
      CLAUDEFLARE_HOME: `${stage.folder}/${setup.name}-home`,
      LOAD_BALANCER_ENABLED: 'true',
      LOAD_BALANCER_API_KEYS: KEYS.join(','),
      LOAD_BALANCER_STRATEGY: 'round-robin',
      LOAD_BALANCER_UUID: UUID,
      UPSTREAM_ANTHROPIC_URL: `http://127.0.0.1:${setup.upstreamPort}`,
      LOG_LEVEL: setup.logLevel,
    },
  })
  await waitForLine(running, /listening on http:\/\//)
  return { name: setup.name, port, path: `/${UUID}/lb${MESSAGES_PATH}`, headers: CALLER_HEADERS, process: running }
}

function cliOf({ tree }: GatewaySetup): string {
  return tree === undefined ? CLI : join(tree, 'src/cli/main.ts')
}
