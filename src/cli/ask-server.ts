import { FAILED, type Invocation, type Terminal } from './command.ts'
import { fieldList, fieldText } from './fields.ts'
import { findServer } from './find-server.ts'

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  /** `status` of the answer, `null` where none came; the sentence is for a person. */
  | { readonly ok: false; readonly status: number | null; readonly exit: number; readonly sentences: readonly string[] }

/** One question to the control API. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** From `/api` on. */
  readonly path: string
  readonly body?: unknown
}

const TIMEOUT_MS = 15_000
const MAX_PAGES = 1_000

/** Asks the server, with `CLAUDEFLARE_KEY` or `CLAUDEFLARE_ADMIN_KEY` where one is set. */
export async function askServer(invocation: Invocation, question: Question): Promise<Answer> {
  const server = findServer(invocation)
  if (!server.ok) return { ok: false, status: null, exit: server.status, sentences: server.sentences }
  return ask(server.url, invocation.terminal, question)
}

/** All items of a list, page after page. */
export async function askForList(invocation: Invocation, path: string): Promise<Answer> {
  const items: unknown[] = []
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const separator = path.includes('?') ? '&' : '?'
    const paged = cursor === '' ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`
    const answer = await askServer(invocation, { method: 'GET', path: paged })
    if (!answer.ok) return answer
    items.push(...fieldList(answer.body, 'items'))
    cursor = fieldText(answer.body, 'next')
    if (cursor === '-') break
  }
  return { ok: true, body: { items } }
}

/** Prints why there is no answer; the exit status. */
export function tellFailure(terminal: Terminal, answer: Extract<Answer, { ok: false }>): number {
  for (const sentence of answer.sentences) terminal.err(`claudeflare: ${sentence}`)
  return answer.exit
}

async function ask(url: string, terminal: Terminal, question: Question): Promise<Answer> {
  const key = credentialOf(terminal)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (key !== null) headers['authorization'] = `Bearer ${key}`
  const init: RequestInit = {
    method: question.method,
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  }
  if (question.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(question.body)
  }
  try {
    const response = await fetch(url + question.path, init)
    const text = await response.text()
    if (response.ok) return { ok: true, body: text === '' ? null : decode(text) }
    return fail(response.status, tellStatus(response.status, decode(text), key))
  } catch (error) {
    return fail(null, `no answer from ${url} (${tellCause(error)}): is it running? claudeflare serve starts it`)
  }
}

function fail(status: number | null, sentence: string): Answer {
  return { ok: false, status, exit: FAILED, sentences: [sentence] }
}

function credentialOf(terminal: Terminal): string | null {
  const key = (terminal.env['CLAUDEFLARE_KEY'] ?? '').trim() || (terminal.env['CLAUDEFLARE_ADMIN_KEY'] ?? '').trim()
  return key === '' ? null : key
}

function tellStatus(status: number, body: unknown, key: string | null): string {
  const detail =
    [fieldText(body, 'detail'), fieldText(body, 'title')].find((text) => text !== '-') ?? `status ${status}`
  if (status !== 401 && status !== 403) return detail
  const advice = key === null ? 'put an admin key into CLAUDEFLARE_KEY' : 'the key of CLAUDEFLARE_KEY does not do'
  return `${detail} (${status}: ${advice})`
}

function tellCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return error.name === 'TimeoutError' ? `nothing within ${TIMEOUT_MS / 1000} s` : error.message
}

function decode(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return null
  }
}
