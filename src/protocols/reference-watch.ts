import type { StringWatch } from '../streams/string-watch.ts'

/** What is only the beginning of a word: the tool's name is followed by a date. */
const RUNS_CODE = 'code_execution'
/** The key of signed thinking, which vendors bind to the account that produced it. */
const SIGNATURE = 'signature'
/** Words by which a request's body refers to what a vendor keeps, of seven letters at least. */
const WORDS = [
  'file_id',
  'file_ids',
  'file_name',
  'fileName',
  'file_uri',
  'fileUri',
  'cached_content',
  'cachedContent',
  'container',
  'conversation',
  'previous_response_id',
  'input_file_id',
  'vector_store_ids',
  'item_reference',
  RUNS_CODE,
  SIGNATURE,
]

/** Bytes: each letter of the longest word may be written as six, `\u0066`. */
const LONGEST = 6 * 24
const BACKSLASH = 92
const LOWER_U = 117
const ZERO = 48
const DECODER = new TextDecoder()

const BY_FIRST: readonly (readonly Uint8Array[] | null)[] = Array.from({ length: 256 }, (_, first) => {
  const those = WORDS.map((word) => new TextEncoder().encode(word)).filter((letters) => letters[0] === first)
  return those.length === 0 ? null : those
})
const BEGINS = createBegins()

/** By first byte and seventh, however many of the letters before it are escaped; one in the first place is told by itself. */
function createBegins(): Uint8Array {
  const begins = new Uint8Array(65_536)
  begins.fill(1, BACKSLASH << 8, (BACKSLASH + 1) << 8)
  for (const word of WORDS) {
    const first = word.charCodeAt(0) << 8
    for (const written of writingsOf(word)) begins[first | written.charCodeAt(6)] = 1
  }
  return begins
}

/** The word with none, some or all of its second to seventh letters escaped, in capital digits and small ones. */
function writingsOf(word: string): readonly string[] {
  let writings = [word.slice(0, 1)]
  for (const letter of word.slice(1, 7)) {
    const code = letter.charCodeAt(0).toString(16).padStart(4, '0')
    const forms = [letter, `\\u${code}`, `\\u${code.toUpperCase()}`]
    writings = writings.flatMap((begun) => forms.map((form) => begun + form))
  }
  return writings
}

/** What was seen of them. */
export interface Seen {
  /** A word by which something that is kept might be meant. */
  readonly reference: boolean
  /** Code is to be run, or was: there may be a container. */
  readonly runsCode: boolean
}

/** Finds those words among the strings of a body. Nearly every string differs in its first letters, and costs no more. */
export class ReferenceWatch implements StringWatch {
  readonly begins = BEGINS
  #reference = false
  #runsCode = false
  #signed = false

  see(bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start] ?? 0
    const words = BY_FIRST[first] ?? null
    if (words === null) {
      if (first === BACKSLASH && isWrittenLetter(bytes, start)) this.#seeEscaped(bytes, start, end)
      return
    }
    for (let number = 0; number < words.length; number += 1) {
      const letters = words[number]
      if (letters === undefined) return
      let at = 1
      // The quote at `end` is no letter of any word.
      while (at < letters.length && bytes[start + at] === letters[at]) at += 1
      if (at === letters.length) this.#seeWord(bytes, start, end)
      else if (bytes[start + at] === BACKSLASH && isWrittenLetter(bytes, start + at)) {
        this.#seeEscaped(bytes, start, end)
        return
      }
    }
  }

  /** What was seen since it was last asked; `null` is nothing. */
  take(): Seen | null {
    if (!this.#reference && !this.#runsCode) return null
    const seen = { reference: this.#reference, runsCode: this.#runsCode }
    this.#reference = false
    this.#runsCode = false
    return seen
  }

  /** Whether signed thinking was seen since it was last asked. */
  takeSigned(): boolean {
    const signed = this.#signed
    this.#signed = false
    return signed
  }

  #seeWord(bytes: Uint8Array, start: number, end: number): void {
    if (end - start <= LONGEST) this.#note(DECODER.decode(bytes.subarray(start, end)))
  }

  /** Written with escapes a word is the same one to whoever parses it. */
  #seeEscaped(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > LONGEST) return
    const text = unescape(bytes, start, end)
    if (text !== null) this.#note(text)
  }

  #note(text: string): void {
    if (text.startsWith(RUNS_CODE)) this.#runsCode = true
    else if (text === SIGNATURE) this.#signed = true
    else if (WORDS.includes(text)) this.#reference = true
  }
}

/** Whether a backslash begins `\u00`, by which alone JSON writes a letter otherwise. */
function isWrittenLetter(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === LOWER_U && bytes[at + 2] === ZERO && bytes[at + 3] === ZERO
}

function unescape(bytes: Uint8Array, start: number, end: number): string | null {
  try {
    return String(JSON.parse(`"${DECODER.decode(bytes.subarray(start, end))}"`))
  } catch {
    return null
  }
}
