import type { ProblemBody } from '../../../src/admin/contract.ts'

/** What the gateway answered where it did not do what was asked (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem'
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  readonly code: string
  /** What of the body it is about, where it is about one field alone. */
  readonly field: string | null

  constructor(status: number, code: string, { detail, field }: Pick<ProblemBody, 'detail' | 'field'>) {
    super(detail)
    this.status = status
    this.code = code
    this.field = field ?? null
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const TIMEOUT_MS = 30_000

/**
 * Asks the control API; `path` from `/api` on. Rejects with a `Problem`, whose message is a sentence for the person who
 * asked. `Answer` is what the operation of the contract answers: the gateway's own schemas say so.
 */
export async function ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const response = await send(method, path, body)
  const text = await response.text()
  if (!response.ok) throw toProblem(response.status, text)
  return (text === '' ? null : JSON.parse(text)) as Answer
}

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  // A change has a content type even without a body: a page of another site could not send that.
  if (method !== 'GET') headers['content-type'] = 'application/json'
  try {
    return await fetch(path, {
      method,
      headers,
      body: method === 'GET' || method === 'DELETE' ? null : JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    const isSlow = error instanceof DOMException && error.name === 'TimeoutError'
    const why = isSlow ? `gave no answer within ${TIMEOUT_MS / 1_000} s` : 'cannot be reached'
    throw new Problem(0, 'unreachable', { detail: `The gateway ${why}. Is it running?` })
  }
}

function toProblem(status: number, text: string): Problem {
  try {
    const { code, detail, field } = JSON.parse(text) as ProblemBody
    return new Problem(status, code, { detail, field })
  } catch {
    return new Problem(status, 'unknown', { detail: `The gateway answered ${status} without saying why.` })
  }
}

/** A query string of what is given; what is absent is left out. */
export function toQuery(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
