/** How a file of the dashboard goes over the wire. */
export type Coding = 'br' | 'gzip' | 'identity'

/** One file of the built dashboard. */
export interface SiteFile {
  /** Below the dashboard's folder, with a slash in front: `/assets/index-….js`. */
  readonly path: string
  /** As `content-type` says it. */
  readonly type: string
  /** Of its content: what an ETag is made of. */
  readonly hash: string
  /** How it was compressed as it was built, the smallest first. `identity` is always last. */
  readonly forms: readonly SiteForm[]
}

/** One form of a file. */
export interface SiteForm {
  readonly coding: Coding
  /** The file of this form, `/assets/index-….js.br`. */
  readonly path: string
  /** Its length in bytes. */
  readonly length: number
}

/** The built dashboard by its files' paths: nothing else is ever looked for. */
export type Site = ReadonlyMap<string, SiteFile>

/** What the build writes beside the files, last of all: where it is, the others are there, too. */
export const MANIFEST = '/site.json'

/** Reads it. `null` where it is none of ours: built by hand, or by another version. */
export function decodeSite(text: string): Site | null {
  const files = readFiles(text)
  if (files === null || !files.every(isSiteFile)) return null
  return new Map(files.map((file) => [file.path, file]))
}

function readFiles(text: string): readonly unknown[] | null {
  try {
    const manifest: unknown = JSON.parse(text)
    const files: unknown = manifest instanceof Object ? Reflect.get(manifest, 'files') : null
    return Array.isArray(files) ? files : null
  } catch {
    return null
  }
}

function isSiteFile(value: unknown): value is SiteFile {
  if (!(value instanceof Object)) return false
  const { path, type, hash, forms } = value as Partial<Record<keyof SiteFile, unknown>>
  if (typeof path !== 'string' || typeof type !== 'string' || typeof hash !== 'string') return false
  return Array.isArray(forms) && forms.length > 0 && forms.every(isSiteForm)
}

function isSiteForm(value: unknown): value is SiteForm {
  if (!(value instanceof Object)) return false
  const { coding, path, length } = value as Partial<Record<keyof SiteForm, unknown>>
  const isKnown = coding === 'br' || coding === 'gzip' || coding === 'identity'
  return isKnown && typeof path === 'string' && typeof length === 'number'
}
