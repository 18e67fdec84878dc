import type { JsonRecord } from './json-record.ts'
import { asRecord, asText } from './json-record.ts'
import type { Seen } from './reference-watch.ts'

/** What a request's body says of what a vendor keeps. */
export interface BodyReferences {
  /** Whether it refers to anything, with an id that can be read or not. */
  readonly refers: boolean
  /** Ids, as in `StateReach`. */
  readonly names: readonly string[]
  /** Whether it asks for code to be run: its answer may name a container that is kept. */
  readonly runsCode: boolean
}

/** More ids than these are not looked up. */
const MOST_NAMES = 256
/** An id longer than this is none that a vendor makes. */
const LONGEST_ID = 256

/**
 * What tools are given, what they gave, and what describes them is the caller's own: a `file_id` in it is none of the
 * vendor's.
 */
const OWN_CONTENT: ReadonlySet<string> = new Set([
  'args',
  'arguments',
  'input_examples',
  'input_schema',
  'metadata',
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
  'response',
  'responseJsonSchema',
  'responseSchema',
  'response_schema',
  'schema',
])

/** Reads a body in which such words were seen. One that is no JSON may be some to a vendor: it is taken to refer. */
export function readReferences(body: Uint8Array, { reference, runsCode }: Seen): BodyReferences {
  if (!reference) return { refers: false, names: [], runsCode }
  const found = new Found()
  try {
    const root: unknown = JSON.parse(new TextDecoder().decode(body))
    readTop(asRecord(root) ?? {}, found)
    walk(root, found)
  } catch {
    found.refers = true
  }
  return { refers: found.refers, names: [...found.names].slice(0, MOST_NAMES), runsCode }
}

class Found {
  refers = false
  readonly names = new Set<string>()

  add(name: string): void {
    this.refers = true
    if (name.length <= LONGEST_ID) this.names.add(name)
  }
}

/** What refers only where it stands outermost. */
function readTop(root: JsonRecord, found: Found): void {
  addText(root['previous_response_id'], found)
  addText(root['input_file_id'], found)
  addNamed(root['conversation'], found)
}

/** Goes through it without recursion: it is as deep as its caller likes. */
function walk(root: unknown, found: Found): void {
  const waiting: unknown[] = [root]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (Array.isArray(value)) for (const one of value) waiting.push(one)
    const record = asRecord(value)
    if (record !== null) for (const key of Object.keys(record)) readMember(record, key, { found, waiting })
  }
}

function readMember(record: JsonRecord, key: string, to: { readonly found: Found; readonly waiting: unknown[] }): void {
  const { found, waiting } = to
  const value = record[key]
  switch (key) {
    case 'file_id':
    case 'cachedContent':
    case 'cached_content':
      addText(value, found)
      return
    case 'file_ids':
    case 'vector_store_ids':
      if (Array.isArray(value)) for (const one of value) addText(one, found)
      return
    case 'fileUri':
    case 'file_uri':
      addFile(asText(value), found)
      return
    case 'fileName':
    case 'file_name':
      if (asText(value)?.startsWith('files/') === true) addFile(asText(value), found)
      return
    case 'container':
      addNamed(value, found)
      waiting.push(value)
      return
    case 'type':
      if (value === 'item_reference') found.refers = true
      return
    default:
      if (typeof value === 'object' && value !== null && !isOwnContent(record, key)) waiting.push(value)
  }
}

function isOwnContent(record: JsonRecord, key: string): boolean {
  if (OWN_CONTENT.has(key)) return true
  // A tool's input is an object; the `input` of a request, which is walked through, is a list.
  return key === 'input' && asRecord(record['input']) !== null && asText(record['type'])?.endsWith('tool_use') === true
}

function addText(value: unknown, found: Found): void {
  const text = asText(value)
  if (text !== null) found.add(text)
}

/** Named by its id, or an object that has one; or made of skills, of which the vendor's own belong to nobody. */
function addNamed(value: unknown, found: Found): void {
  addText(value, found)
  const record = asRecord(value)
  addText(record?.['id'], found)
  const skills = record?.['skills']
  if (!Array.isArray(skills)) return
  for (const skill of skills) {
    const named = asRecord(skill)
    if (named?.['type'] !== 'anthropic') addText(named?.['skill_id'], found)
  }
}

/** A file of the vendor's own, by its address there; what stands elsewhere on the web is kept by nobody here. */
function addFile(uri: string | null, found: Found): void {
  if (uri === null) return
  const isElsewhere = /^[a-z][a-z\d+.-]*:/i.test(uri) && !/\/v\d\w*\/+files\/|generativelanguage/i.test(uri)
  if (isElsewhere) return
  found.refers = true
  const id = /(?:^|\/)files\/([^/?#:]+)/.exec(uri)?.[1]
  if (id !== undefined) found.add(`files/${id}`)
}
