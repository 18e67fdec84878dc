import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const BUNDLE = join(import.meta.dirname, '../../dist/worker/worker.js')
const MEGABYTE = 1024 * 1024

test('the Worker is under 1 MB compressed', async () => {
  expect(gzipSync(await readFile(BUNDLE)).length).toBeLessThan(MEGABYTE)
})

test('the Worker imports the platform and nothing else: nothing of node:', async () => {
  const text = await readFile(BUNDLE, 'utf8')
  const imported = [...text.matchAll(/^\s*(?:import|export)\b[^'"\n]*\bfrom\s*["']([^"']+)["']/gm)].map(
    ([, name]) => name,
  )
  expect(imported).toEqual(['cloudflare:workers'])
  expect(text).not.toMatch(/\brequire\(\s*["']|\bimport\(\s*["']|["']node:/)
})

test('the deployed Worker has no open mode in it', async () => {
  expect(await readFile(BUNDLE, 'utf8')).not.toContain('x-claudeflare-http-version')
})
