import { scanJson, type JsonNode } from './json-scan.ts'

type ObjectNode = Extract<JsonNode, { kind: 'object' }>

export type EditedJson =
  | { readonly ok: true; readonly text: string }
  /** The text is no JSON object, or the path leads through something that is none. */
  | { readonly ok: false; readonly why: string }

/**
 * Sets one value in a JSON text and keeps every other byte: unknown keys, order and layout stay. Missing sections are
 * made. `path` names the keys from the root: `['load_balancer', 'strategy']`. New lines are indented by two spaces.
 */
export function setJsonValue(text: string, path: readonly string[], value: unknown): EditedJson {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare !== text) return setJsonValue(bare, path, value)
  const scanned = scanJson(text)
  if (!scanned.ok) return { ok: false, why: `it is no JSON: expected ${scanned.expected}` }
  let node = scanned.root
  for (const [depth, key] of path.entries()) {
    if (node.kind !== 'object') {
      return { ok: false, why: `${path.slice(0, depth).join('.') || 'the file'} is no object` }
    }
    const member = node.members.find((candidate) => candidate.key === key)
    if (member === undefined) {
      return { ok: true, text: insertMember({ text, node, depth: depth + 1 }, key, nest(path.slice(depth + 1), value)) }
    }
    node = member.value
  }
  return { ok: true, text: splice(text, node, layOut(value, path.length, newlineOf(text))) }
}

/** Takes one value out of a JSON text with its key, and keeps every other byte but the comma beside it. One that is not there is none. */
export function removeJsonValue(text: string, path: readonly string[]): EditedJson {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare !== text) return removeJsonValue(bare, path)
  const scanned = scanJson(text)
  if (!scanned.ok) return { ok: false, why: `it is no JSON: expected ${scanned.expected}` }
  let node = scanned.root
  for (const [depth, key] of path.entries()) {
    if (node.kind !== 'object') return { ok: true, text }
    const index = node.members.findIndex((candidate) => candidate.key === key)
    const member = node.members[index]
    if (member === undefined) return { ok: true, text }
    if (depth === path.length - 1) return { ok: true, text: splice(text, spanOf(node, index), '') }
    node = member.value
  }
  return { ok: true, text }
}

/** A member with the comma that parts it from the one after it, or of the last one from the one before; with all that is within the braces where it is the only one. */
function spanOf({ start, end, members }: ObjectNode, index: number): { readonly start: number; readonly end: number } {
  const [before, member, after] = [members[index - 1], members[index], members[index + 1]]
  if (member !== undefined && after !== undefined) return { start: member.keyStart, end: after.keyStart }
  if (member !== undefined && before !== undefined) return { start: before.value.end, end: member.value.end }
  return { start: start + 1, end: end - 1 }
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner: unknown, key) => ({ [key]: inner }), value)
}

function insertMember(into: { text: string; node: ObjectNode; depth: number }, key: string, value: unknown): string {
  const { text, node, depth } = into
  const newline = newlineOf(text)
  const member = `${JSON.stringify(key)}: ${layOut(value, depth, newline)}`
  const last = node.members.at(-1)
  if (last === undefined) {
    const body = `{${newline}${'  '.repeat(depth)}${member}${newline}${'  '.repeat(depth - 1)}}`
    return splice(text, node, body)
  }
  const lead = text.slice(0, last.keyStart)
  const indent = /\n([ \t]*)$/.exec(lead)?.[1]
  const separator = indent === undefined ? ', ' : `,${newline}${indent}`
  return splice(text, { start: last.value.end, end: last.value.end }, separator + member)
}

function layOut(value: unknown, depth: number, newline: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', newline + '  '.repeat(depth))
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function splice(text: string, span: { readonly start: number; readonly end: number }, put: string): string {
  return text.slice(0, span.start) + put + text.slice(span.end)
}
