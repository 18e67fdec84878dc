import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from './loopback-host.ts'

describe('an address to listen on', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    'localhost',
    'LOCALHOST',
    'a.localhost',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('%s is reached from this machine only', (host) => expect(isLoopbackHost(host)).toBe(true))

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.1',
    '::2',
    'localhost.example',
    '127.0.0.1.example',
    'fe80::1',
    '::ffff:10.0.0.1',
    '',
  ])('%s is not', (host) => expect(isLoopbackHost(host)).toBe(false))
})
