import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

/** Peer gateways and the versions that are measured; kept out of package.json, since nothing but this folder needs them. */
export const PEERS = { '@portkey-ai/gateway': '1.15.2', 'better-ccflare': '3.5.4' } as const
export type PeerName = keyof typeof PEERS

const FOLDER = fileURLToPath(new URL('../.peers', import.meta.url))
const versionSchema = z.object({ version: z.string() })

/** Installs the peer into bench/.peers where it is not there yet, and gives its folder. No install scripts are run. */
export async function installPeer(name: PeerName): Promise<string> {
  const folder = `${FOLDER}/node_modules/${name}`
  if (installedVersion(folder) === PEERS[name]) return folder
  await mkdir(FOLDER, { recursive: true })
  const wanted = Object.entries(PEERS).map(([peer, version]) => `${peer}@${version}`)
  const args = ['install', '--prefix', FOLDER, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted]
  await promisify(execFile)('npm', args, { cwd: FOLDER, timeout: 240_000 })
  return folder
}

function installedVersion(folder: string): string | null {
  const file = `${folder}/package.json`
  return existsSync(file) ? versionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version : null
}
