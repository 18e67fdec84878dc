import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findHolder, takeInstanceLock, tellHeld } from './instance-lock.ts'
import { temporaryFolder } from './temporary-folder.ts'

const lockModule = fileURLToPath(new URL('./instance-lock.ts', import.meta.url))

/** A process of its own that tries to take the folder, says how that went, and stays. */
function startRival(home: string): ChildProcess {
  const code = `
    import { takeInstanceLock } from ${JSON.stringify(lockModule)}
    const taken = takeInstanceLock(${JSON.stringify(home)}, 0)
    process.stdout.write(taken.kind)
    process.stdin.resume()
    process.stdin.on('end', () => process.exit(0))`
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function said(rival: ChildProcess): Promise<string> {
  if (rival.stdout === null) throw new Error('no output')
  const [chunk] = await once(rival.stdout, 'data')
  return String(chunk)
}

async function end(rival: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const exited = once(rival, 'exit')
  rival.kill(signal)
  await exited
}

describe('a state folder', () => {
  it('is held by one at a time, also within a process', () => {
    using folder = temporaryFolder()
    const first = takeInstanceLock(folder.path, 0)
    expect(first.kind).toBe('taken')
    expect(takeInstanceLock(folder.path, 0)).toEqual({ kind: 'held', holder: { pid: process.pid, url: null } })
    if (first.kind !== 'taken') return
    first.lock.announce('http://127.0.0.1:9')
    expect(findHolder(folder.path)).toMatchObject({ ok: true, value: { pid: process.pid, url: 'http://127.0.0.1:9' } })
    first.lock.release()
    expect(findHolder(folder.path)).toEqual({ ok: true, value: null, notes: [] })
    const second = takeInstanceLock(folder.path, 0)
    expect(second.kind).toBe('taken')
    if (second.kind === 'taken') second.lock.release()
  })

  it('is told of with the process that holds it', () => {
    const sentence = tellHeld('/state', { pid: 12, url: 'http://127.0.0.1:8080' })
    expect(sentence).toContain('/state is in use by process 12, listening on http://127.0.0.1:8080')
  })

  it('goes to exactly one of several processes that start at once', async () => {
    using folder = temporaryFolder()
    const rivals = Array.from({ length: 4 }, () => startRival(folder.path))
    const outcomes = await Promise.all(rivals.map(said))
    await Promise.all(rivals.map((rival) => end(rival, 'SIGTERM')))
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(3)
  })

  it('is free again after kill -9, whatever was left behind', async () => {
    using folder = temporaryFolder()
    const rival = startRival(folder.path)
    expect(await said(rival)).toBe('taken')
    expect(takeInstanceLock(folder.path, 0)).toEqual({ kind: 'held', holder: { pid: rival.pid, url: null } })
    await end(rival, 'SIGKILL')
    const taken = takeInstanceLock(folder.path, 0)
    expect(taken.kind).toBe('taken')
    if (taken.kind === 'taken') taken.lock.release()
  })

  it('that does not exist cannot be locked', () => {
    expect(takeInstanceLock('/nonexistent/folder', 0)).toMatchObject({ kind: 'failed' })
  })
})
