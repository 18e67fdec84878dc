import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Running } from './stage.ts'

const PATIENCE_MS = 30_000

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free')
  return address.port
}

/** Waits until something of `running` accepts connections on the port; throws with the end of its log where it does not. */
export async function waitForPort(running: Running, port: number): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (running.child.exitCode !== null) break
    if (await accepts(port)) return
    await wait(50)
  }
  throw new Error(`${running.name} did not listen on ${port}:\n${readFileSync(running.log, 'utf8').slice(-2_000)}`)
}

/** Waits for a line of standard output that the pattern matches; what comes after it is read and dropped. */
export function waitForLine(running: Running, pattern: RegExp): Promise<void> {
  const { child } = running
  return new Promise((resolve, reject) => {
    let seen = ''
    const fail = (): void => {
      clearTimeout(timer)
      child.off('exit', fail)
      reject(new Error(`${running.name} did not get ready:\n${seen}${readFileSync(running.log, 'utf8').slice(-2_000)}`))
    }
    const timer = setTimeout(fail, PATIENCE_MS)
    child.once('exit', fail)
    child.stdout?.on('data', (chunk: Buffer) => {
      if (seen.length < 10_000) seen += chunk.toString()
      if (!pattern.test(seen)) return
      clearTimeout(timer)
      child.off('exit', fail)
      resolve()
    })
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}
