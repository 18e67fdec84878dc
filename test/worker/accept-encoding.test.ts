import { describe, expect, test } from 'vitest'
import { withReadableEncodings } from '../../src/runtimes/worker/accept-encoding.ts'

function asked(accepted: string): string | undefined {
  return withReadableEncodings(['accept-encoding', accepted]).at(-1)
}

describe('a vendor is asked for', () => {
  test.each([
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['gzip, deflate', 'gzip, deflate'],
    ['deflate, gzip', 'gzip, deflate'],
    ['gzip, deflate, br, zstd', 'gzip, deflate'],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', 'gzip'],
    ['  gzip  ;q=0.5,deflate', 'gzip, deflate'],
  ])('what the caller takes and a Worker can read: %s', (accepted, expected) => {
    expect(asked(accepted)).toBe(expected)
  })

  test.each(['br', 'zstd', 'identity', '', 'br, zstd', 'x-gzip-like', 'gzipped', ',,'])(
    'no compression where the two have none in common: %j',
    (accepted) => expect(asked(accepted)).toBe('identity'),
  )

  test('no compression where the caller says nothing, since the platform would ask for it in their name', () => {
    expect(withReadableEncodings([])).toEqual(['accept-encoding', 'identity'])
  })

  test('it once, whatever the header was spelled like, and with every other header as it was', () => {
    const raw = ['Accept', '*/*', 'Accept-Encoding', 'gzip, br', 'X-Odd', '1', 'accept-encoding', 'br']
    const given = [...raw]
    expect(withReadableEncodings(raw)).toEqual(['Accept', '*/*', 'X-Odd', '1', 'accept-encoding', 'gzip'])
    expect(raw).toEqual(given)
  })
})

test.each([
  [['accept-encoding', 'gzip;q=0, deflate'], 'deflate'],
  [['accept-encoding', 'gzip;q=0'], 'identity'],
  [['accept-encoding', 'gzip;q=0.000'], 'identity'],
  [['accept-encoding', 'gzip;q=0.5'], 'gzip'],
  [['accept-encoding', 'GZIP'], 'gzip'],
  [['accept-encoding', 'br', 'Accept-Encoding', 'gzip'], 'gzip'],
])('%j asks for %s', (raw, asked) => {
  expect(withReadableEncodings(raw).at(-1)).toBe(asked)
})
