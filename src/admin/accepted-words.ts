import type { z } from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Moments as text, where a description does not say it. */
const MOMENT = 'a moment of RFC 3339, 2026-11-26T11:00:00Z'

/** What a JSON Schema takes, as words that follow "accepted is": `a whole number from 1 to 500`. */
export function acceptedWords(schema: JsonSchema): string {
  const { enum: words } = schema
  if (words !== undefined) return `one of ${words.join(', ')}`
  const choices = choicesOf(schema)
  const values = choices.filter(({ type }) => type !== 'null')
  const isNullable = values.length < choices.length ? ' or null' : ''
  const [only] = values
  if (only === undefined) return 'null'
  if (values.length > 1) return (schema.description ?? values.map(wordsOf).join(' or ')) + isNullable
  return wordsOf(only) + isNullable
}

/** The part of a JSON Schema that is for one member of an object or a list; `null` where it has none. */
export function partOf(schema: JsonSchema, key: PropertyKey): JsonSchema | null {
  for (const { properties, additionalProperties, items } of choicesOf(schema)) {
    const named = typeof key === 'string' && properties !== undefined && Object.hasOwn(properties, key)
    const part = named ? properties[key] : typeof key === 'number' ? items : additionalProperties
    if (typeof part === 'object' && !Array.isArray(part)) return part
  }
  return null
}

/** The names of an object's members. */
export function membersOf(schema: JsonSchema): readonly string[] {
  return choicesOf(schema).flatMap(({ properties }) => Object.keys(properties ?? {}))
}

/** One for each alternative; of several types in one, too. */
function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(choicesOf)
  const { type } = schema
  return Array.isArray(type) ? type.map((one) => ({ ...schema, type: one })) : [schema]
}

function wordsOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`
  switch (schema.type) {
    case 'integer':
      return `a whole number${rangeWords(schema)}`
    case 'number':
      return `a number${rangeWords(schema)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return listWords(schema)
    case 'object':
      return 'an object'
    case 'string':
      return schema.format === 'date-time' ? MOMENT : `text${lengthWords(schema)}`
    case 'null':
      return 'null'
    case undefined:
      break
  }
  return schema.description ?? 'something else'
}

/** What every whole number keeps to says nothing. */
function rangeWords({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}${most === null ? '' : ` up to ${most}`}`
  if (least === null) return most === null ? '' : ` up to ${most}`
  return ` from ${least}${most === null ? '' : ` to ${most}`}`
}

function lengthWords({ minLength = 0, maxLength }: JsonSchema): string {
  if (maxLength === undefined) return minLength === 0 ? '' : ' that is not empty'
  return minLength === 0 ? ` of up to ${maxLength} characters` : ` of ${minLength} to ${maxLength} characters`
}

function listWords({ items, minItems = 0, maxItems }: JsonSchema): string {
  const size = `${minItems === 0 ? '' : ` of at least ${minItems}`}${maxItems === undefined ? '' : ` of up to ${maxItems}`}`
  return `a list${size}${typeof items === 'object' && !Array.isArray(items) ? `, each ${acceptedWords(items)}` : ''}`
}
