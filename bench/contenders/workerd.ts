import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { bundle } from '../../rolldown.worker.config.ts'
import { readCompatibilityDate } from '../../tools/worker-dev/compatibility-date.ts'
import { findWorkerd } from '../../tools/worker-dev/find-workerd.ts'
import { writeWorkerdConfig } from '../../tools/worker-dev/workerd-config.ts'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Stage } from '../harness/stage.ts'
import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from './contender.ts'
import { KEYS, UUID } from './gateway.ts'

const ENTRIES = {
  worker: '../../src/runtimes/worker/dev-worker.ts',
  'bare-worker': '../baseline/bare-worker.ts',
  'object-worker': '../baseline/object-worker.ts',
} as const

export interface WorkerdSetup {
  readonly entry: keyof typeof ENTRIES
  readonly upstreamPort: number
  readonly logLevel: 'info' | 'warn'
}

/** A Worker in workerd, without the launcher in front: pool `lb` of 10 keys, round-robin, as `startGateway` has it on Node. */
export async function startWorkerd(stage: Stage, { entry, upstreamPort, logLevel }: WorkerdSetup): Promise<Contender> {
  const name = `${entry}-${logLevel}`
  const folder = `${stage.folder}/${name}`
  await mkdir(`${folder}/objects`, { recursive: true })
  await makeBundle('main', fileURLToPath(new URL(ENTRIES[entry], import.meta.url)), folder)
  await makeBundle('kv-worker', fileURLToPath(new URL('../../tools/worker-dev/kv-worker.ts', import.meta.url)), folder)
  const port = await freePort()
  const config = writeWorkerdConfig({
    compatibilityDate: await readCompatibilityDate(),
    site: null,
    lastCalls: null,
    address: `127.0.0.1:${port}`,
    module: 'main.js',
    storage: `${folder}/objects`,
    texts: {
      LOAD_BALANCER_ENABLED: 'true',
      LOAD_BALANCER_API_KEYS: KEYS.join(','),
      LOAD_BALANCER_STRATEGY: 'round-robin',
      LOAD_BALANCER_UUID: UUID,
      UPSTREAM_ANTHROPIC_URL: `http://127.0.0.1:${upstreamPort}`,
      LOG_LEVEL: logLevel,
    },
  })
  await writeFile(`${folder}/config.capnp`, entry === 'bare-worker' ? withoutObjects(config) : config)
  const args = ['serve', `--import-path=${folder}`, `${folder}/config.capnp`]
  const running = stage.start({ name, file: findWorkerd(), args, core: PROXY_CORE })
  await waitForPort(running, port)
  const path = entry === 'worker' ? `/${UUID}/lb${MESSAGES_PATH}` : MESSAGES_PATH
  return { name, port, path, headers: CALLER_HEADERS, process: running }
}

async function makeBundle(name: string, entry: string, folder: string): Promise<void> {
  const { output, ...input } = bundle(name, entry)
  await using made = await rolldown(input)
  await made.write({ ...output, dir: folder })
}

/** The floor has no classes to make objects of. */
function withoutObjects(config: string): string {
  return config.replaceAll(/^ +\(className = "(?:Pool|Gateway)Object".*$\n|^ +\(name = "(?:POOLS|GATEWAY)".*$\n/gm, '')
}
