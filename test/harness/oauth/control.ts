import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { isRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import type { Gate } from './gate.ts'
import type { TokenRequest } from './token-requests.ts'
import type { Lifetime, Tokens } from './tokens.ts'
import type { TokenStep, Troubles } from './troubles.ts'
import type { Claims } from './workload-issuer.ts'

interface Controlled {
  readonly tokens: Tokens
  readonly troubles: Troubles
  readonly gate: Gate
  requests(): readonly TokenRequest[]
  deny(times: number, error: string): void
  assertion(claims: Claims): string
  shift(ms: number): void
}

/**
 * Drives a server that runs in another process.
 *
 * - `GET /__fake/report` tells requests, families, and how many are held
 * - `GET /__fake/verify?token=TOKEN` tells what a vendor would know of an access token
 * - `POST /__fake/ACT` with its arguments as JSON: `script` `{"steps","otherwise"}`, `lifetimes` `{"lifetimes"}`,
 *   `rotation` `{"rotation"}`, `revoke` `{"family"}`, `end-access`, `hold` `{"stop"}`, `release`, `deny` `{"times","error"}`,
 *   `shift` `{"ms"}`, `assertion` `{"claims"}`
 */
export async function answerControl(
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake.invalid')
  const name = url.pathname.slice('/__fake/'.length)
  try {
    const answer =
      request.method === 'POST' ? act(controlled, name, await readArguments(request)) : tell(controlled, name, url)
    send(response, 200, answer)
  } catch (error) {
    send(response, 400, { error: String(error) })
  }
}

function tell({ tokens, gate, requests }: Pick<Controlled, 'tokens' | 'gate' | 'requests'>, name: string, url: URL) {
  switch (name) {
    case 'report':
      return { requests: requests(), families: tokens.families(), waiting: gate.waiting() }
    case 'verify':
      return { standing: tokens.verify(url.searchParams.get('token') ?? '') }
    default:
      throw new Error(`no such control: GET ${name}`)
  }
}

/** Trusts what is inside its arguments: they come from a test of our own. */
function act(controlled: Controlled, name: string, given: JsonRecord): unknown {
  const { tokens, troubles, gate } = controlled
  switch (name) {
    case 'script':
      if (given['steps'] !== undefined) troubles.script(...(given['steps'] as TokenStep[]))
      if (given['otherwise'] !== undefined) troubles.otherwise(given['otherwise'] as TokenStep)
      return {}
    case 'lifetimes':
      tokens.lifetimes(...(given['lifetimes'] as Lifetime[]))
      return {}
    case 'rotation':
      tokens.rotation(given['rotation'] === 'keep' ? 'keep' : 'rotate')
      return {}
    case 'revoke':
      tokens.revoke(Number(given['family']))
      return {}
    case 'end-access':
      tokens.endAccess()
      return {}
    case 'hold':
      gate.hold(given['stop'] === 'before-grant' ? 'before-grant' : 'after-grant')
      return {}
    case 'release':
      gate.release()
      return {}
    case 'deny':
      controlled.deny(
        Number(given['times'] ?? 1),
        typeof given['error'] === 'string' ? given['error'] : 'access_denied',
      )
      return {}
    case 'shift':
      controlled.shift(Number(given['ms']))
      return {}
    case 'assertion':
      return { assertion: controlled.assertion(isRecord(given['claims']) ? given['claims'] : {}) }
    default:
      throw new Error(`no such control: POST ${name}`)
  }
}

async function readArguments(request: IncomingMessage): Promise<JsonRecord> {
  const value = await json(request)
  if (!isRecord(value)) throw new Error('arguments are an object')
  return value
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
