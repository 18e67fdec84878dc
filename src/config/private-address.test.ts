import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAddress, isPrivateHost, isPublicAddress } from './private-address.ts'

const PRIVATE_V4: readonly (readonly [what: string, first: string, last: string])[] = [
  ['this network, unspecified', '0.0.0.0', '0.255.255.255'],
  ['RFC 1918 of 10', '10.0.0.0', '10.255.255.255'],
  ['shared behind a carrier, with Alibaba’s 100.100.100.200', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ['link-local, with the metadata of 169.254.169.254', '169.254.0.0', '169.254.255.255'],
  ['RFC 1918 of 172', '172.16.0.0', '172.31.255.255'],
  ['of the IETF, with Oracle’s 192.0.0.192', '192.0.0.0', '192.0.0.255'],
  ['documentation 1', '192.0.2.0', '192.0.2.255'],
  ['relays of 6to4', '192.88.99.0', '192.88.99.255'],
  ['RFC 1918 of 192', '192.168.0.0', '192.168.255.255'],
  ['benchmarking', '198.18.0.0', '198.19.255.255'],
  ['documentation 2', '198.51.100.0', '198.51.100.255'],
  ['documentation 3', '203.0.113.0', '203.0.113.255'],
  ['multicast', '224.0.0.0', '239.255.255.255'],
  ['reserved', '240.0.0.0', '255.255.255.254'],
  ['broadcast', '255.255.255.255', '255.255.255.255'],
  ['host services of Azure', '168.63.129.16', '168.63.129.16'],
]

describe('an IPv4 address is private where it is', () => {
  test.each(PRIVATE_V4)('%s: %s to %s', (_what, first, last) => {
    expect(isPublicAddress(first)).toBe(false)
    expect(isPublicAddress(last)).toBe(false)
  })
})

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '160.79.104.10',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '2600::',
  '2a00:1450:4001:81c::200a',
  '3ffe::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
  '0:0:0:0:0:FFFF:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
])('public: %s', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

describe('an IPv6 address is private where it is', () => {
  test.each([
    ['unspecified', '::'],
    ['unspecified, in full', '0:0:0:0:0:0:0:0'],
    ['loopback', '::1'],
    ['loopback, in full', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ['link-local', 'fe80::1'],
    ['link-local, at its end', 'febf:ffff::1'],
    ['link-local, with a zone', 'fe80::1%eth0'],
    ['anything with a zone', '2606:4700:4700::1111%1'],
    ['site-local', 'fec0::1'],
    ['unique local', 'fc00::1'],
    ['unique local, of one’s own choice', 'fd12:3456:789a::1'],
    ['the metadata of EC2', 'fd00:ec2::254'],
    ['the metadata of Google', 'fd20:ce::254'],
    ['multicast', 'ff02::1'],
    ['discarded', '100::1'],
    ['documentation', '2001:db8::1'],
    ['documentation, of 2024', '3fff::1'],
    ['benchmarking', '2001:2::1'],
    ['ORCHID', '2001:20::1'],
    ['segment routing', '5f00::1'],
    ['assigned to nobody yet', '4000::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback, in hex', '::ffff:7f00:1'],
    ['mapped loopback, in full and in capitals', '0:0:0:0:0:FFFF:7F00:0001'],
    ['mapped unspecified', '::ffff:0.0.0.0'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['mapped metadata, in hex', '::ffff:a9fe:a9fe'],
    ['compatible loopback', '::127.0.0.1'],
    ['compatible, of a public address too', '::8.8.8.8'],
    ['translated (RFC 6145)', '::ffff:0:127.0.0.1'],
    ['translated (RFC 6145), of a public address too', '::ffff:0:8.8.8.8'],
    ['behind NAT64', '64:ff9b::10.0.0.1'],
    ['metadata behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['behind a NAT64 of the network’s own', '64:ff9b:1::8.8.8.8'],
    ['behind a NAT64 of the network’s own, where the address stands elsewhere', '64:ff9b:1:808:8:800::'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['6to4, of a public address too', '2002:808:808::1'],
    ['Teredo of loopback', '2001:0:808:808:0:0:80ff:fffe'],
    ['Teredo', '2001::1'],
    ['ISATAP of a private address', '2606:4700::5efe:10.0.0.1'],
    ['ISATAP, said to be unique', '2606:4700::200:5efe:a00:1'],
    ['ISATAP, link-local', 'fe80::5efe:10.0.0.1'],
  ])('%s: %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

test.each([
  '',
  ' ',
  'example.com',
  '8.8.8',
  '134744072',
  '0x8.8.8.8',
  '010.8.8.8',
  '8.8.8.8 ',
  '8.8.8.8/32',
  '256.1.1.1',
])('no address, so none that is public: "%s"', (text) => expect(isPublicAddress(text)).toBe(false))

test.each([':::', '1:2', '::ffff:8.8.8', '::ffff:010.8.8.8', '::ffff:0x8.8.8.8', '[2600::1]', '2600::1/64', '1::2::3'])(
  'no IPv6 address that every parser reads alike, so none that is public: "%s"',
  (text) => expect(isPublicAddress(text)).toBe(false),
)

/** A number of 32 bits as four decimals. */
function toV4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

function toNumber(v4: string): number {
  return v4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

const anyPrivateV4 = fc
  .constantFrom(...PRIVATE_V4)
  .chain(([, first, last]) => fc.integer({ min: toNumber(first), max: toNumber(last) }))

/** The hex groups of a 32-bit number. */
function toGroups(number: number): string {
  return `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`
}

const FORMS: readonly (readonly [name: string, embed: (number: number) => string])[] = [
  ['as it is', toV4],
  ['mapped', (number) => `::ffff:${toV4(number)}`],
  ['mapped, in hex', (number) => `::ffff:${toGroups(number)}`],
  ['mapped, in full', (number) => `0000:0000:0000:0000:0000:FFFF:${toGroups(number).toUpperCase()}`],
  ['compatible', (number) => `::${toV4(number)}`],
  ['translated', (number) => `::ffff:0:${toGroups(number)}`],
  ['behind NAT64', (number) => `64:ff9b::${toGroups(number)}`],
  ['behind a NAT64 of the network’s own', (number) => `64:ff9b:1:ffff::${toV4(number)}`],
  ['6to4', (number) => `2002:${toGroups(number)}::1`],
  ['Teredo', (number) => `2001:0:${toGroups(number)}::1`],
  ['Teredo’s client, which is inverted', (number) => `2001:0:808:808::${toGroups(~number >>> 0)}`],
  ['ISATAP', (number) => `2606:4700::5efe:${toV4(number)}`],
]

test.each(FORMS)('whatever private IPv4 address, %s, is private', (_name, embed) => {
  fc.assert(
    fc.property(anyPrivateV4, (number) => {
      const address = embed(number)
      return isAddress(address) && !isPublicAddress(address) && isPrivateHost(toHost(address))
    }),
  )
})

test('whatever lies outside of 2000::/3, and holds no IPv4 address, is private', () => {
  const group = fc.integer({ min: 0, max: 0xffff })
  const outside = group.filter((first) => first >>> 13 !== 1 && first !== 0 && first !== 0x64)
  fc.assert(
    fc.property(outside, fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
      return !isPublicAddress([first, ...rest].map((part) => part.toString(16)).join(':'))
    }),
  )
})

test('what the system takes for no address is no public one', () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '8', '9', 'a', 'f', 'x', ':', '.', '%'), maxLength: 24 })
  const nearly = fc.constantFrom(...FORMS).chain(([, embed]) => fc.nat(0xffffffff).map(embed))
  const spoilt = fc.tuple(nearly, fc.nat(40), text).map(([good, at, more]) => good.slice(0, at) + more)
  fc.assert(
    fc.property(fc.oneof(text, spoilt), (given) => !isPublicAddress(given) || isIP(given) !== 0),
    { numRuns: 2_000 },
  )
})

function toHost(address: string): string {
  return new URL(`http://${address.includes(':') ? `[${address}]` : address}/`).hostname
}

describe('a host of a URL is private, however it is written:', () => {
  test.each([
    'http://127.0.0.1',
    'http://127.0.0.1.',
    'http://127.1',
    'http://127.0.1',
    'http://2130706433',
    'http://017700000001',
    'http://0x7f000001',
    'http://0x7F.1',
    'http://0177.0.0.1',
    'http://0x7f.0x0.0x0.0x1',
    'http://127.000.000.001',
    'http://%31%32%37.0.0.1',
    'http://１２７.０.０.１',
    'http://①②⑦.⓪.⓪.①',
    'http://127。0。0。1',
    'http://0',
    'http://0.0.0.0',
    'http://0x0',
    'http://169.254.169.254',
    'http://2852039166',
    'http://0xa9fea9fe',
    'http://0251.0376.0251.0376',
    'http://10.1',
    'http://192.168.257',
    'http://[::1]',
    'http://[::]',
    'http://[0:0:0:0:0:0:0:1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[::FFFF:7F00:0001]',
    'http://[::127.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://localhost',
    'http://LOCALHOST',
    'http://localhost.',
    'http://localhost..',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'http://vendor.localhost',
    'http://localhost.localdomain',
    'http://printer.local',
    'http://printer.LOCAL.',
    'http://metadata.google.internal',
    'http://router.home.arpa',
    'http://nas.lan',
    'http://ollama',
    'http://vllm:8000',
    'http://kubernetes.default.svc.cluster.local',
  ])('%s', (url) => {
    expect(isPrivateHost(new URL(url).hostname)).toBe(true)
  })
})

test.each([
  'https://api.anthropic.com',
  'https://api.anthropic.com.',
  'https://generativelanguage.googleapis.com',
  'https://localhost.example',
  'https://notlocal.example',
  'https://internal.example.com',
  'https://mylocalhost.com',
  'https://arpa.example',
  'https://1.1.1.1',
  'https://0x01010101',
  'https://[2606:4700:4700::1111]',
  'https://[::ffff:8.8.8.8]',
  'https://127.0.0.1.nip.io',
])('a host of a URL is not private by what it says: %s', (url) => {
  expect(isPrivateHost(new URL(url).hostname)).toBe(false)
})
