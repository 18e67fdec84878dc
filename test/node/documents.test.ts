import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../tools/dashboard/dashboard-folders.ts'

const PAGES = ['README.md', 'AGENTS.md', ...globSync(['docs/**/*.md', 'bench/*.md'], { cwd: ROOT })]

/** What is shown as it is, such as examples of Markdown and of shell lines, links nowhere. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/^ {4}.*$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
}

function linksOf(page: string): readonly string[] {
  const text = withoutCode(readFileSync(join(ROOT, page), 'utf8'))
  const inText = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  const inHtml = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target)
  return [...inText, ...inHtml].filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchor that GitHub makes of a heading: lower case, without punctuation, blanks as hyphens. */
function anchorsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(PAGES)('%s', (page) => {
  test('links to what is there', () => {
    for (const link of linksOf(page)) {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      expect(existsSync(join(ROOT, target)), `${link} of ${page}`).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(target), `${link} of ${page}`).toContain(anchor)
    }
  })
})

test('the index has every page of the documents', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8')
  const pages = globSync('docs/*.md', { cwd: ROOT }).filter((page) => page !== 'docs/README.md')
  for (const page of pages) expect(index).toContain(`(${page.slice('docs/'.length)}`)
})
