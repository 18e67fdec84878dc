import { workerFolder } from '../../runtimes/node/files/worker-folder.ts'
import type { Announced } from '../find-server.ts'
import { type Finding, note, ok, wrong } from './finding.ts'

const TIMEOUT_MS = 5_000

export async function inspectServer(announced: Announced | null, home: string): Promise<Finding> {
  if (announced === null) return note('no server runs with this state folder')
  const who = nameServer(announced, home)
  try {
    const response = await fetch(`${announced.url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.arrayBuffer()
    if (response.ok) return ok(`${who} can serve`)
    return wrong(`${who} cannot serve now (${response.status}): see claudeflare accounts`)
  } catch {
    return wrong(`${who} does not answer`)
  }
}

function nameServer({ url, by }: Announced, home: string): string {
  switch (by) {
    case 'serve':
      return `the server at ${url}`
    case 'worker:dev':
      return `worker:dev at ${url}, with its state in ${workerFolder(home)},`
  }
}
