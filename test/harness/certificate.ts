import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A certificate that vouches for itself, good for a day, and its key. PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, text: 0x0c, time: 0x18, sequence: 0x30, set: 0x31 }
/** Tags that mean something by their place only. */
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

/** Object identifiers as they are encoded (RFC 5280, RFC 5758). */
const OID = {
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
  ecdsaWithSha256: '2a8648ce3d040302',
}

/** Makes one for `host` and 127.0.0.1; whoever is told to trust it also trusts it as its own authority. */
export function makeCertificate(host = 'localhost'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(TAG.sequence, oid('ecdsaWithSha256'))
  const name = der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid('commonName'), der(TAG.text, Buffer.from(host)))))
  const now = Date.now()
  const body = der(
    TAG.sequence,
    der(VERSION, der(TAG.integer, Buffer.of(2))),
    // Positive, and never with a zero in front.
    der(TAG.integer, Buffer.concat([Buffer.of(0x40), randomBytes(8)])),
    algorithm,
    name,
    der(TAG.sequence, time(now - DAY_MS), time(now + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(TAG.sequence, authority(), names(host))),
  )
  const signature = der(TAG.bits, Buffer.of(0), sign('sha256', body, privateKey))
  return { cert: toPem(der(TAG.sequence, body, algorithm, signature)), key: exportKey(privateKey) }
}

function authority(): Buffer {
  const isAuthority = der(TAG.sequence, Buffer.from('0101ff', 'hex'))
  return der(TAG.sequence, oid('basicConstraints'), der(TAG.octets, isAuthority))
}

function names(host: string): Buffer {
  const both = der(TAG.sequence, der(DNS_NAME, Buffer.from(host)), der(IP_ADDRESS, Buffer.of(127, 0, 0, 1)))
  return der(TAG.sequence, oid('subjectAltName'), der(TAG.octets, both))
}

/** Tag, length, content (X.690 §8.1). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content])
}

function oid(name: keyof typeof OID): Buffer {
  return der(TAG.oid, Buffer.from(OID[name], 'hex'))
}

/** `YYYYMMDDHHMMSSZ` */
function time(ms: number): Buffer {
  return der(TAG.time, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, '')}Z`))
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
