import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { PEERS } from './peers/install.ts'

const manifestSchema = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })

/** Where and with what it was measured, a line each. */
export function describeMachine(): string[] {
  const peers = Object.entries(PEERS).map(([name, version]) => `${name} ${version}`)
  return [
    ...describeHost(),
    `${firstLine('nginx', '-v')}, ${firstLine('wrk', '-v').replace(/ Copyright.*/, '')}, ${peers.join(', ')}`,
  ]
}

/** The same where nothing stands beside it. */
export function describeHost(): string[] {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(`${root}/package.json`, 'utf8')))
  const commit = spawnSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim()
  return [
    `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 1024 ** 3).toFixed(0)} GB, Linux ${release()}`,
    `claudeflare ${manifest.version}${commit === '' ? '' : ` (${commit})`}, Node ${process.versions.node}, undici ${manifest.dependencies['undici']}`,
  ]
}

/** What has to be there before anything can be measured: an empty list, or sentences that say what to do. */
export function missingTools(): string[] {
  const missing: string[] = []
  if (process.platform !== 'linux') missing.push('The bench reads CPU time and memory from /proc: run it on Linux.')
  if (cpus().length < 2) missing.push('The bench needs two cores: one for the proxy, one for load and upstream.')
  for (const { tool, debianPackage } of TOOLS) {
    if (spawnSync(tool, ['--version']).error !== undefined) {
      missing.push(`${tool} is not installed. On Debian or Ubuntu: sudo apt-get install ${debianPackage}`)
    }
  }
  return missing
}

const TOOLS = [
  { tool: 'nginx', debianPackage: 'nginx' },
  { tool: 'wrk', debianPackage: 'wrk' },
  { tool: 'taskset', debianPackage: 'util-linux' },
] as const

/** nginx and wrk say their version on either stream, wrk with a status of 1. */
function firstLine(file: string, flag: string): string {
  const { stdout, stderr } = spawnSync(file, [flag], { encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n')[0]?.trim() ?? ''
}
