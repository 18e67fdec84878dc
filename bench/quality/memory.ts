import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createConversationsPool } from './conversations-pool.ts'

const CONVERSATIONS = 100_000

/** Bytes that 100,000 conversations take, their names included, by a process of its own that can collect its garbage. */
export function measureMemory(): number {
  const script = fileURLToPath(import.meta.url)
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' })
  const bytes = Number(stdout.trim())
  if (status !== 0 || Number.isNaN(bytes)) throw new Error(`memory could not be measured: ${stderr}`)
  return bytes
}

function measureHere(): number {
  const pool = createConversationsPool()
  let now = 1_795_345_200_000
  /** Names as long as the vendors' clients make them. */
  const call = (index: number): void => {
    const session = `${index.toString(16).padStart(8, '0')}-5a1f-4c7e-9b8d-0123456789ab`
    pool.finish(pool.send(session, 0, now), now)
    now += 1
    if (index % 1_000 === 0) pool.board.drainChanges()
  }
  // Every account is known, and the code compiled, before it is measured.
  for (let index = 0; index < 5_000; index++) call(0)
  const before = bytesInUse()
  for (let index = 1; index <= CONVERSATIONS; index++) call(index)
  pool.board.drainChanges()
  const after = bytesInUse()
  // The pool is still in use.
  pool.board.view(now)
  return after - before
}

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc')
  for (let time = 0; time < 3; time++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

if (import.meta.main) console.log(measureHere())
