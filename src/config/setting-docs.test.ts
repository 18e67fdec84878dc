import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ENVIRONMENT_ONLY, SETTINGS } from './setting-table.ts'

/** What a person who looks for a setting finds: docs/configuration.md, and the pages that it sends them to. */
const text = ['configuration.md', 'alerts.md']
  .map((page) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8'))
  .join('\n')

/** `providers.<name>.base_url` is the same for every vendor. */
function wordsFor(key: string): string {
  return key.replace(/^providers\.\w+\./, 'providers.<name>.')
}

test.each(Object.entries(SETTINGS))('the documents tell of %s by all of its names', (key, { variable, flag }) => {
  expect(text).toContain(`\`${wordsFor(key)}\``)
  if (variable !== null) expect(text).toContain(`\`${variable}\``)
  if (flag !== null) expect(text).toContain(`\`--${flag}\``)
})

test.each(ENVIRONMENT_ONLY)('the documents tell of %s', (variable) => {
  expect(text).toContain(`\`${variable}\``)
})
