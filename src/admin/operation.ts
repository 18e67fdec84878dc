import type { z } from 'zod'

/** One thing that the control API does, as `/api/openapi.json` describes it. A test holds the table against the routes. */
interface Described {
  /** With Hono's `:name` for a parameter. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: number
  /** Absent where the answer has no body, or is no JSON. */
  readonly answer?: z.ZodType
  /** Of an answer that is a stream of server-sent events: the data of each, by its name. */
  readonly events?: Readonly<Record<string, z.ZodType>>
  /** Of an answer that is no JSON, and comes in one of these. */
  readonly mediaTypes?: readonly string[]
  /** Other answers that are no refusals, by their status. */
  readonly also?: Readonly<Record<number, { readonly summary: string; readonly answer: z.ZodType }>>
}

/** What tells the audit log of a change. */
export interface ChangingOperation {
  readonly method: 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  /** The kind of thing that it changes, and what it does to it: `account.pause`. */
  readonly action: string
  /** What is changed, where neither `:id` nor `:name` of the path says so, nor `location` of the answer. */
  readonly target?: string
}

/** What asks somebody else something, and so is no GET, but changes nothing: the audit log has none of it. */
interface AskingOperation {
  readonly method: 'post'
  readonly path: string
  readonly changes: 'nothing'
}

export type Operation = Described & ({ readonly method: 'get' } | AskingOperation | ChangingOperation)
