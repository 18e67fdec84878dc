import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Coding, SiteFile, SiteForm } from '../../src/admin/site-manifest.ts'

/** By what a name ends in. What is compressed in itself is not compressed again. */
const TYPES: ReadonlyMap<string, { readonly type: string; readonly shrinks: boolean }> = new Map([
  ['.html', { type: 'text/html; charset=utf-8', shrinks: true }],
  ['.js', { type: 'text/javascript; charset=utf-8', shrinks: true }],
  ['.css', { type: 'text/css; charset=utf-8', shrinks: true }],
  ['.svg', { type: 'image/svg+xml', shrinks: true }],
  ['.json', { type: 'application/json', shrinks: true }],
  ['.png', { type: 'image/png', shrinks: false }],
  ['.webp', { type: 'image/webp', shrinks: false }],
  ['.woff2', { type: 'font/woff2', shrinks: false }],
])

/** Less than this saves nobody a packet. Bytes. */
const WORTH_IT = 1024

const shrinkers: ReadonlyMap<Coding, { suffix: string; shrink: (bytes: Buffer) => Promise<Buffer> }> = new Map([
  ['br', { suffix: '.br', shrink: (bytes) => brotli(bytes) }],
  ['gzip', { suffix: '.gz', shrink: (bytes) => promisify(gzip)(bytes, { level: 9 }) }],
])

function brotli(bytes: Buffer): Promise<Buffer> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return promisify(brotliCompress)(bytes, { params })
}

/** Writes a built file's compressed forms beside it, and tells what is to be served. `path` starts with a slash. */
export async function toSiteFile(folder: string, path: string): Promise<SiteFile> {
  const kind = TYPES.get(extname(path))
  if (kind === undefined) throw new Error(`${path}: tools/dashboard/site-file.ts does not know the type of such a file`)
  const bytes = await readFile(join(folder, path))
  const forms: SiteForm[] = [{ coding: 'identity', path, length: bytes.length }]
  for (const [coding, { suffix, shrink }] of kind.shrinks && bytes.length >= WORTH_IT ? shrinkers : []) {
    const shrunk = await shrink(bytes)
    if (shrunk.length >= bytes.length) continue
    await writeFile(join(folder, path + suffix), shrunk)
    forms.push({ coding, path: path + suffix, length: shrunk.length })
  }
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return { path, type: kind.type, hash, forms: forms.sort(smallestFirst) }
}

/** The plain form is what is left when no other is taken, so it comes last. */
function smallestFirst(a: SiteForm, b: SiteForm): number {
  return Number(a.coding === 'identity') - Number(b.coding === 'identity') || a.length - b.length
}
