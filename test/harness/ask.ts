import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { toHeaders } from './headers.ts'

/** How a caller goes away: a FIN, as most clients do, or a RST, which no server can take for half a goodbye. */
export type Leave = 'close' | 'reset'

/** One request of a test. */
export interface Ask {
  readonly method?: string
  /** Names and values in turn, sent as they are; `host` and the length are added. */
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** How it leaves when the signal says so: `close`, the default. */
  readonly leave?: Leave
  /** Called with each piece of the body as it comes. */
  readonly onData?: (chunk: Buffer) => void
}

/** One answer, whole. */
export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly rawHeaders: readonly string[]
  readonly rawTrailers: readonly string[]
  /** Statuses of interim answers that came before. */
  readonly interim: readonly number[]
  readonly bytes: Buffer
  readonly text: string
  /** `ended` properly, or `cut` before its end. */
  readonly end: 'ended' | 'cut'
  /** Names of accounts and errors as the gateway tells them. */
  readonly account: string
  readonly attempts: number
  readonly error: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** Sends a request and reads its answer to the end. Rejects where no answer comes at all. */
export function ask(url: string, asked: Ask = {}): Promise<Told> {
  const { body, signal, leave = 'close' } = asked
  const headers = ['host', new URL(url).host, ...(asked.headers ?? [])]
  if (body !== undefined) headers.push('content-length', String(Buffer.byteLength(body)))
  return new Promise((resolve, reject) => {
    const interim: number[] = []
    const sent = request(url, {
      method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      agent,
      ...(signal === undefined || leave === 'reset' ? {} : { signal }),
    })
    if (leave === 'reset') signal?.addEventListener('abort', () => sent.socket?.resetAndDestroy())
    sent.on('information', (head) => interim.push(head.statusCode))
    sent.on('response', (answer) => readAnswer(answer, asked, (read) => resolve({ ...read, interim })))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The same with a JSON body and its content type. */
export function askJson(url: string, value: unknown, asked: Ask = {}): Promise<Told> {
  return ask(url, {
    ...asked,
    method: asked.method ?? 'POST',
    headers: ['content-type', 'application/json', ...(asked.headers ?? [])],
    body: JSON.stringify(value),
  })
}

function readAnswer(answer: IncomingMessage, asked: Ask, done: (told: Omit<Told, 'interim'>) => void): void {
  const chunks: Buffer[] = []
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    asked.onData?.(chunk)
  })
  // An error here is a cut; `close` tells it as `complete`.
  answer.on('error', () => undefined)
  answer.on('close', () => {
    const bytes = Buffer.concat(chunks)
    const headers = toHeaders(answer.rawHeaders)
    done({
      status: answer.statusCode ?? 0,
      headers,
      rawHeaders: answer.rawHeaders,
      rawTrailers: answer.rawTrailers,
      bytes,
      text: bytes.toString(),
      end: answer.complete ? 'ended' : 'cut',
      account: headers['x-claudeflare-account'] ?? '',
      attempts: Number(headers['x-claudeflare-attempts'] ?? Number.NaN),
      error: headers['x-claudeflare-error'] ?? '',
    })
  })
}
