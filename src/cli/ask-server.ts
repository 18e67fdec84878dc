import { FAILED, type Invocation, type Terminal } from './command.ts'
import { fieldList, fieldText } from './fields.ts'
import { findServer } from './find-server.ts'

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  /** `status` of the answer, `null` where none came; the sentence is for a person. */
  | { readonly ok: false; readonly status: number | null; readonly exit: number; readonly sentences: readonly string[] }

/** One question to the control API. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From `/api` on. */
  readonly path: string
  readonly body?: unknown
  /** 15 s where it is absent. */
  readonly timeoutMs?: number
}

/** A way to look something up. */
type Look = (invocation: Invocation, question: { readonly method: 'GET'; readonly path: string }) => Promise<Answer>

const TIMEOUT_MS = 15_000
const MAX_PAGES = 1_000

/** Asks the server, with `CLAUDEFLARE_KEY` or `CLAUDEFLARE_ADMIN_KEY` where one is set. */
export async function askServer(invocation: Invocation, question: Question): Promise<Answer> {
  const server = findServer(invocation)
  if (!server.ok) return { ok: false, status: null, exit: server.status, sentences: server.sentences }
  return ask(server.url, invocation.terminal, question)
}

/** All items of a list, page after page, of whoever `look` asks. */
export async function askForList(invocation: Invocation, path: string, look: Look = askServer): Promise<Answer> {
  const items: unknown[] = []
  const unreachable = new Set<unknown>()
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const separator = path.includes('?') ? '&' : '?'
    const paged = cursor === '' ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`
    const answer = await look(invocation, { method: 'GET', path: paged })
    if (!answer.ok) return answer
    items.push(...fieldList(answer.body, 'items'))
    for (const pool of fieldList(answer.body, 'unreachable')) unreachable.add(pool)
    cursor = fieldText(answer.body, 'next')
    if (cursor === '-') break
  }
  return { ok: true, body: unreachable.size === 0 ? { items } : { items, unreachable: [...unreachable] } }
}

/** Prints why there is no answer; the exit status. */
export function tellFailure(terminal: Terminal, answer: Extract<Answer, { ok: false }>): number {
  for (const sentence of answer.sentences) terminal.err(`claudeflare: ${sentence}`)
  return answer.exit
}

async function ask(url: string, terminal: Terminal, question: Question): Promise<Answer> {
  const key = credentialOf(terminal)
  const timeoutMs = question.timeoutMs ?? TIMEOUT_MS
  try {
    const opened = await fetchFrom({ url, key }, question, AbortSignal.timeout(timeoutMs))
    if (!opened.ok) return opened
    const { status } = opened.response
    return readAnswer({ status, text: await opened.response.text() }, key)
  } catch (error) {
    return failUnanswered(url, error)
  }
}

export type Fetched = { readonly ok: true; readonly response: Response } | Extract<Answer, { ok: false }>

/** One request to a server; its answer's body is still to be read. */
export async function fetchFrom(
  server: { readonly url: string; readonly key: string | null },
  question: Omit<Question, 'timeoutMs'> & { readonly accept?: string },
  signal: AbortSignal,
): Promise<Fetched> {
  const { url, key } = server
  const headers: Record<string, string> = { accept: question.accept ?? 'application/json' }
  if (key !== null) headers['authorization'] = `Bearer ${key}`
  const init: RequestInit = { method: question.method, headers, signal, redirect: 'error' }
  if (question.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(question.body)
  }
  try {
    return { ok: true, response: await fetch(url + question.path, init) }
  } catch (error) {
    return failUnanswered(url, error)
  }
}

function failUnanswered(url: string, error: unknown): Extract<Answer, { ok: false }> {
  return fail(null, `no answer from ${url} (${tellCause(error)}): is it running? claudeflare serve starts it`)
}

/** What the control API answered to somebody with that key. */
export function readAnswer(given: { readonly status: number; readonly text: string }, key: string | null): Answer {
  const body = given.text === '' ? null : decode(given.text)
  if (given.status >= 200 && given.status < 300) return { ok: true, body }
  return fail(given.status, tellStatus(given.status, body, key))
}

function fail(status: number | null, sentence: string): Extract<Answer, { ok: false }> {
  return { ok: false, status, exit: FAILED, sentences: [sentence] }
}

/** What the server is told that one may do this; `null` where nothing is set. */
export function credentialOf(terminal: Terminal): string | null {
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
  return error.name === 'TimeoutError' ? 'nothing in time' : error.message
}

function decode(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return null
  }
}
