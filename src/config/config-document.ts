import type { ConfigProblem } from './config-problem.ts'
import type { ConfigSources } from './config-sources.ts'
import { scanJson } from './json-scan.ts'
import { isRecord, type JsonRecord } from './json-record.ts'

export interface ConfigDocument {
  /** The file's path, or the variable that takes its place: what a person has to look at. */
  readonly path: string
  readonly root: JsonRecord
}

export const INLINE_CONFIG = 'CLAUDEFLARE_CONFIG_JSON'

export type DocumentRead =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly problem: ConfigProblem }

/** The config file's content, or that of `CLAUDEFLARE_CONFIG_JSON`, which takes its place. A missing file is an empty one. */
export function readDocument(sources: Pick<ConfigSources, 'env' | 'file'>): DocumentRead {
  const inline = sources.env[INLINE_CONFIG]
  if (inline !== undefined && inline.trim() !== '') return parseDocument(INLINE_CONFIG, inline)
  if (sources.file === null) return { ok: true, document: { path: 'the config file', root: {} } }
  if (sources.file.text === null) return { ok: true, document: { path: sources.file.path, root: {} } }
  return parseDocument(sources.file.path, sources.file.text)
}

function parseDocument(path: string, given: string): DocumentRead {
  const text = given.replace(/^\uFEFF/, '')
  if (text.trim() === '') return refuse(path, 'it is empty')
  const scanned = scanJson(text)
  if (!scanned.ok) {
    const { line, column } = locate(text, scanned.at)
    return refuse(path, `line ${line}, column ${column}: expected ${scanned.expected}`)
  }
  const root: unknown = JSON.parse(text)
  if (!isRecord(root)) return refuse(path, 'it holds no object')
  return { ok: true, document: { path, root } }
}

function refuse(path: string, why: string): DocumentRead {
  const inline = path === INLINE_CONFIG
  return {
    ok: false,
    problem: {
      setting: inline ? INLINE_CONFIG : 'the config file',
      value: null,
      source: inline ? { kind: 'environment', variable: path } : { kind: 'file', path, key: '' },
      why,
      accepted: 'a JSON object, {} at the least',
    },
  }
}

function locate(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
