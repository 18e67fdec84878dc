import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Scripts } from './chance.ts'
import type { Journal } from './journal.ts'
import type { Keeper } from './keeper.ts'
import type { Quotas } from './quotas.ts'
import type { Behaviour } from './step.ts'

interface Controlled {
  readonly journal: Journal
  readonly scripts: Scripts
  readonly keeper: Keeper
  readonly quotas: Quotas
}

/**
 * Drives a provider that runs in another process.
 *
 * - `PUT /__fake/keys/KEY` with a `Behaviour` as JSON sets what a credential does
 * - `GET /__fake/received[?key=KEY]`, `GET /__fake/counts` tell what came
 * - `POST /__fake/reset` forgets both
 */
export function answerControl(inside: Controlled, request: IncomingMessage, response: ServerResponse): void {
  act(inside, request).then(
    (value) => send(response, 200, value),
    (error: unknown) => send(response, 400, { error: String(error) }),
  )
}

async function act({ journal, scripts, keeper, quotas }: Controlled, request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://fake.invalid')
  const wanted = `${request.method} ${url.pathname.slice('/__fake/'.length)}`
  if (wanted.startsWith('PUT keys/')) {
    scripts.set(decodeURIComponent(wanted.slice('PUT keys/'.length)), decodeBehaviour(await json(request)))
    return {}
  }
  request.resume()
  switch (wanted) {
    case 'GET received':
      return journal.received(url.searchParams.get('key') ?? undefined)
    case 'GET counts':
      return journal.counts()
    case 'POST reset':
      scripts.clear()
      journal.clear()
      keeper.clear()
      quotas.clear()
      return {}
    default:
      throw new Error(`no such control: ${wanted}`)
  }
}

/** Trusts what is inside: it comes from a test of our own. */
function decodeBehaviour(value: unknown): Behaviour {
  if (typeof value !== 'object' || value === null)
    throw new Error('a behaviour is an object: {"steps":[…],"otherwise":…}')
  return value
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
