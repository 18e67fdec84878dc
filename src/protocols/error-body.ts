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
  const open: string[] = []
  let inString = false
  let end = 0
  let closers = ''
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i += 1
      else if (c === '"') inString = false
    } else if (c === '"') inString = true
    else if (c === '{' || c === '[') open.push(c === '{' ? '}' : ']')
    else if (c === '}' || c === ']') open.pop()
    if (inString || (c !== ',' && c !== '{' && c !== '[' && c !== '}' && c !== ']')) continue
    end = c === ',' ? i : i + 1
    closers = open.toReversed().join('')
  }
  return text.slice(0, end) + closers
}
