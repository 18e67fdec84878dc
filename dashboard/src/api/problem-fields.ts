import { Problem } from './ask.ts'

/** What is wrong, sorted by the fields that it is about. */
export interface FieldErrors {
  /** By the field's name in the API: `api_key`. */
  readonly fields: Readonly<Record<string, string>>
  /** What is about none of the fields that are shown; `null` where that is nothing. */
  readonly rest: string | null
}

const NOTHING: FieldErrors = { fields: {}, rest: null }

/** `name: too long; weight: accepted is …` → each at its field. `shown` are names of fields that are on the screen. */
export function toFieldErrors(error: Error | null, shown: readonly string[]): FieldErrors {
  if (error === null) return NOTHING
  if (error instanceof Problem && error.field !== null && shown.includes(error.field)) {
    return { fields: { [error.field]: error.message }, rest: null }
  }
  if (!(error instanceof Problem) || error.status !== 400) return { fields: {}, rest: error.message }
  const fields: Record<string, string> = {}
  const rest: string[] = []
  for (const part of error.message.replace(/\.$/, '').split('; ')) {
    // `models.0: …` is about `models`.
    const [, name = '', text = ''] = /^([a-z_]+)(?:\.[^:\s]+)*: (.+)$/s.exec(part) ?? []
    if (shown.includes(name))
      fields[name] = `${fields[name] === undefined ? '' : `${fields[name]} `}${toSentence(text)}`
    else rest.push(part)
  }
  return { fields, rest: rest.length === 0 ? null : toSentence(rest.join('; ')) }
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`
}
