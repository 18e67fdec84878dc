import { describe, expect, it } from 'vitest'
import { tellUnreachable } from './unreachable.ts'

function coded(code: string): Error {
  return Object.assign(new Error('driver words'), { code })
}

describe('a host that cannot be reached', () => {
  it.each([
    [coded('ENOTFOUND'), 'DNS knows no api.example'],
    [new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), 'api.example refuses the connection'],
    [new AggregateError([coded('EHOSTUNREACH'), coded('ENETUNREACH')]), 'there is no way to api.example'],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'api.example does not answer in time'],
    [new Error('no whole answer came within 10 s'), 'api.example does not answer in time'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'NODE_EXTRA_CA_CERTS'],
    [coded('CERT_HAS_EXPIRED'), 'has expired'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'speaks no TLS'],
    [new Error('something else'), 'api.example cannot be reached: something else'],
    ['thrown text', 'api.example cannot be reached: thrown text'],
  ])('is told of in words: %s', (error, words) => {
    expect(tellUnreachable(error, 'api.example')).toContain(words)
  })
})
