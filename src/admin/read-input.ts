import type { Context } from 'hono'
import type { z } from 'zod'
import { isJson } from '../gateway/own-origin.ts'
import { tellIssues } from './issue-words.ts'
import { answerBadRequest, answerProblem } from './problem.ts'

/** Largest body that the control API reads, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024

/** How much of one that is too large is still taken in, to be dropped. */
const MAX_DROPPED_BYTES = 16 * 1024 * 1024

/** What was sent, checked, or the answer that says what is wrong with it. */
export type Input<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly response: Response }

/** Reads a JSON body that must be there. */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<Input<z.output<Schema>>> {
  const refused = refuseContentType(c)
  if (refused !== null) return { ok: false, response: refused }
  const read = await readText(c)
  return read.ok ? parseBody(c, read.value, schema) : read
}

/** Reads a JSON body that may be absent, which is read as an empty object. */
export async function readOptionalBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Input<z.output<Schema>>> {
  const read = await readText(c)
  if (!read.ok) return read
  if (read.value === '') return check({}, schema)
  const refused = refuseContentType(c)
  return refused === null ? parseBody(c, read.value, schema) : { ok: false, response: refused }
}

/**
 * Counts what comes, since a length may not be told. What is too much is read on and dropped, so that the caller, who is
 * still writing, hears the answer; past a bound the connection goes. (Hono's own limit makes the request anew, which
 * that of its Node server cannot be.)
 */
async function readText(c: Context): Promise<Input<string>> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of c.req.raw.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > MAX_DROPPED_BYTES) break
      if (bytes <= MAX_BODY_BYTES) text += decoder.decode(chunk, { stream: true })
    }
  } catch {
    // Its connection is gone, so nobody reads this; it is nothing to tell the log of, either.
    const detail = 'The body did not come whole.'
    return { ok: false, response: answerProblem({ status: 408, code: 'request_timeout', detail }) }
  }
  if (bytes <= MAX_BODY_BYTES) return { ok: true, value: text + decoder.decode() }
  const detail = `A body may have ${MAX_BODY_BYTES} bytes at most.`
  const response = answerProblem({ status: 413, code: 'body_too_large', detail })
  if (bytes > MAX_DROPPED_BYTES) response.headers.set('connection', 'close')
  return { ok: false, response }
}

/** Reads the query's parameters, each given once. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): Input<z.output<Schema>> {
  const given = Object.entries(c.req.queries())
  const repeated = given.find(([, values]) => values.length > 1)
  if (repeated !== undefined)
    return { ok: false, response: answerBadRequest(`${repeated[0]} is given more than once.`) }
  return check(Object.fromEntries(given.map(([key, values]) => [key, values[0]])), schema)
}

/** Asking for the content type keeps out forms and `text/plain`, which a page of any site may send without asking. */
function refuseContentType(c: Context): Response | null {
  const type = c.req.header('content-type') ?? ''
  const encoding = (c.req.header('content-encoding') ?? '').trim().toLowerCase()
  if (!isJson(type)) return answerUnsupported('The body must be JSON, sent with content-type: application/json.')
  // RFC 8259 §8.1: JSON is UTF-8.
  if (!isUtf8(type)) return answerUnsupported('The body must be JSON in UTF-8: leave charset out of content-type.')
  if (encoding === '' || encoding === 'identity') return null
  return answerUnsupported('The body must not be compressed: leave content-encoding out.')
}

function answerUnsupported(detail: string): Response {
  return answerProblem({ status: 415, code: 'unsupported_media_type', detail })
}

function isUtf8(contentType: string): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType) ?? []
  return /^utf-?8$/i.test(charset)
}

function parseBody<Schema extends z.ZodType>(c: Context, text: string, schema: Schema): Input<z.output<Schema>> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return { ok: false, response: answerBadRequest('The body is not valid JSON.') }
  }
  const checked = check(data, schema)
  // As it was sent, without what defaults add: the audit log tells of it.
  if (checked.ok) c.set('given', data)
  return checked
}

function check<Schema extends z.ZodType>(data: unknown, schema: Schema): Input<z.output<Schema>> {
  const parsed = schema.safeParse(data, { reportInput: true })
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, response: answerBadRequest(`${tellIssues(schema, parsed.error.issues)}.`) }
}
