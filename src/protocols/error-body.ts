import { asRecord, type JsonRecord } from './json-record.ts'

/**
 * A refusal's body as a record; `null` where it is no JSON object. An array-wrapped one is unwrapped (Gemini's
 * streaming route), and of one that was cut off the whole members are read.
 */
export function readErrorBody(body: Uint8Array): JsonRecord | null {
  const text = new TextDecoder().decode(body).trim()
  if (!text.startsWith('{') && !text.startsWith('[')) return null
  const value = parse(text) ?? parse(mend(text))
  return asRecord(Array.isArray(value) ? value[0] : value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON that was cut off, closed after its last whole member. */
function mend(text: string): string {
  const whole = text.slice(0, scan(text).lastEnd)
  return whole + scan(whole).open.toReversed().join('')
}

/** What closes the values that are open at the end, and where the last whole one before that ends. */
function scan(text: string): { readonly open: readonly string[]; readonly lastEnd: number } {
  const open: string[] = []
  let inString = false
  let lastEnd = 0
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i += 1
      else if (c === '"') inString = false
    } else if (c === '"') inString = true
    else if (c === ',') lastEnd = i
    else if (c === '{' || c === '[') {
      open.push(c === '{' ? '}' : ']')
      lastEnd = i + 1
    } else if (c === '}' || c === ']') {
      open.pop()
      lastEnd = i + 1
    }
  }
  return { open, lastEnd }
}
