import { expect, test } from 'vitest'
import { decodeSite } from './site-manifest.ts'

const FILE = {
  path: '/a.js',
  type: 'text/javascript',
  hash: 'x',
  forms: [{ coding: 'br', path: '/a.js.br', length: 1 }],
}

test('what the build wrote is read', () => {
  expect(decodeSite(JSON.stringify({ sources: 'x', files: [FILE] }))?.get('/a.js')).toEqual(FILE)
})

test.each([
  ['no JSON', 'nothing'],
  ['no manifest', '{}'],
  ['null', 'null'],
  ['a file without forms', JSON.stringify({ files: [{ ...FILE, forms: [] }] })],
  [
    'a form of another kind',
    JSON.stringify({ files: [{ ...FILE, forms: [{ coding: 'zip', path: '/a', length: 1 }] }] }),
  ],
  [
    'a length that is none',
    JSON.stringify({ files: [{ ...FILE, forms: [{ coding: 'br', path: '/a', length: '1' }] }] }),
  ],
])('%s is none of ours', (_, text) => expect(decodeSite(text)).toBeNull())
