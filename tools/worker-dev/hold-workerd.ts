import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** Keeps workerd from leaving until all that it was told is on disk. */
export interface Hold {
  /** Asks for the rest to be written; resolves when it is, or cannot be waited for. */
  settled(): Promise<unknown>
}

/**
 * Asks the Worker how its calls end (`last-calls.ts`), and resolves when it has begun to answer: told to end, workerd waits
 * for an answer that has begun, while it drops a request that it has not read yet.
 */
export async function holdWorkerd(socketPath: string): Promise<Hold> {
  const asking = request({ socketPath, method: 'POST' })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.once('response', resolve)
    asking.once('error', reject)
  })
  asking.flushHeaders()
  const answer = await answered
  // It breaks where workerd is killed meanwhile.
  asking.on('error', ignore)
  answer.on('error', ignore)
  answer.resume()
  const over = once(answer, 'close')
  return {
    settled() {
      asking.end()
      return over
    },
  }
}

function ignore(): void {
  // its end is what counts
}
