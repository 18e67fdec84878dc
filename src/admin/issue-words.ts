import { z } from 'zod'
import { nearestName } from '../config/nearest-name.ts'
import { acceptedWords, membersOf, partOf } from './accepted-words.ts'

type Issue = z.core.$ZodIssue
type JsonSchema = z.core.JSONSchema.BaseSchema

/** Of keys that nobody knows no more are told, and none that is longer than this. */
const MAX_SHOWN_KEYS = 10
const LONGEST_KEY = 32

/**
 * What is wrong with what was sent, for the person who sent it: `limit: accepted is a whole number from 1 to 500`. The
 * parser's own words are for programmers, and tell one bound of two.
 */
export function tellIssues(schema: z.ZodType, issues: readonly Issue[]): string {
  const whole = z.toJSONSchema(schema, { io: 'input' })
  // That nothing else was sent says nothing where something misspelt was.
  const isMisspelt = issues.some(({ code }) => code === 'unrecognized_keys')
  const told = issues.filter(({ code, path }) => !(isMisspelt && code === 'custom' && path.length === 0))
  // A number may be beyond what it may be, and beyond all whole numbers: one sentence tells of both.
  return [...new Set(told.map((issue) => tellIssue(whole, issue)))].join('; ')
}

/** A key is whatever somebody sent: what is longer than any word may be a secret that was pasted there. */
export function toShownKey(key: PropertyKey): string {
  const text = String(key)
  return text.length > LONGEST_KEY ? '***' : text
}

function tellIssue(whole: JsonSchema, issue: Issue): string {
  const { where, schema } = locate(whole, issue.path)
  const words = wordsOf(schema, issue)
  if (where !== '') return `${where}: ${words}`
  return issue.code === 'invalid_type' ? 'the body must be a JSON object' : words
}

function wordsOf(schema: JsonSchema, issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return tellUnknown(issue.keys, membersOf(schema))
    case 'invalid_value':
      return tellAccepted(`one of ${issue.values.map(String).join(', ')}`, issue)
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return tellAccepted(acceptedWords(schema), issue)
    case 'invalid_key':
      return issue.issues.map((inner) => inner.message).join('; ')
    // Those have words of ours.
    case 'custom':
    case 'invalid_format':
      return issue.message
    default:
      return issue satisfies never
  }
}

function tellAccepted(accepted: string, { input }: Issue): string {
  return `${input === undefined ? 'it is missing; ' : ''}accepted is ${accepted}`
}

function tellUnknown(keys: readonly string[], known: readonly string[]): string {
  const shown = keys.slice(0, MAX_SHOWN_KEYS).map((key) => `"${toShownKey(key)}"`)
  const [only] = keys
  const near = keys.length === 1 && only !== undefined ? nearestName(only, known) : null
  const hint = near === null ? '' : `, ${near} may be meant`
  const more = keys.length > shown.length ? ', …' : ''
  return `${shown.join(', ')}${more} ${keys.length === 1 ? 'is' : 'are'} not known here${hint}`
}

/** The place of an issue as it was sent: what a text was taken apart into has none of its own. */
function locate(whole: JsonSchema, path: readonly PropertyKey[]): { where: string; schema: JsonSchema } {
  let schema = whole
  const where: string[] = []
  for (const key of path) {
    const part = partOf(schema, key)
    if (part === null) break
    where.push(toShownKey(key))
    schema = part
  }
  return { where: where.join('.'), schema }
}
