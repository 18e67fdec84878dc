import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../harness/certificate.ts'
import { runToEnd } from '../harness/built-server.ts'
import { UUID } from '../harness/settings.ts'
import type { Stage } from '../harness/stage.ts'
import { openStage } from '../harness/stage.ts'
import type { TemporaryFiles } from '../harness/temporary-files.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import { openSecureWire, toStatus } from '../harness/wire.ts'

/** Contract §3: with TLS_CERT and TLS_KEY it serves HTTPS itself. */
const first = makeCertificate()
const BODY = '{"model":"m"}'
const toRequest = (version: string, extra = '') =>
  `POST /${UUID}/lb/v1/messages HTTP/${version}\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n${extra}\r\n${BODY}`

type SecureStage = Stage & { readonly files: TemporaryFiles }

async function openSecureStage(): Promise<SecureStage> {
  await using opened = new AsyncDisposableStack()
  const files = opened.use(await openTemporaryFiles())
  const TLS_CERT = await files.write('cert.pem', first.cert)
  const TLS_KEY = await files.write('key.pem', first.key)
  const stage = opened.use(await openStage({ anthropic: 1, env: { TLS_CERT, TLS_KEY } }))
  const all = opened.move()
  return { ...stage, files, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

let stage: SecureStage

beforeAll(async () => {
  stage = await openSecureStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

describe('over its own TLS', () => {
  test('it says so, and serves', async () => {
    expect(stage.gateway.url).toMatch(/^https:\/\//)
    using wire = await openSecureWire(stage.gateway.port, first.cert)
    wire.send(toRequest('1.1', 'Connection: close\r\n'))
    expect(toStatus(await wire.toEnd())).toBe(200)
    expect(wire.closed()).toBe(true)
  })

  test.each(['1.0', '1.1'])('an answer that breaks ends the connection, not well: HTTP/%s', async (version) => {
    stage.script(1, { kind: 'wire', text: 'HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\naaaa' })
    using wire = await openSecureWire(stage.gateway.port, first.cert)
    wire.send(toRequest(version))
    const answer = await wire.toEnd()
    expect(toStatus(answer)).toBe(200)
    expect(answer.endsWith('aaaa')).toBe(true)
    expect(wire.closed()).toBe(true)
  })

  test('a renewed certificate is taken without a restart; one that cannot be used is told, and the old one stays', async () => {
    await using spoilt = await openSecureStage()
    await spoilt.files.write('cert.pem', 'no certificate')
    const second = makeCertificate()
    using before = await openSecureWire(stage.gateway.port, first.cert)
    await stage.files.write('key.pem', second.key)
    await stage.files.write('cert.pem', second.cert)

    const patience = { timeout: 28_000, interval: 100 }
    await expect.poll(() => stage.gateway.stderr(), patience).toContain('the renewed certificate is in use')
    using after = await openSecureWire(stage.gateway.port, second.cert)
    await expect(openSecureWire(stage.gateway.port, first.cert)).rejects.toThrow()
    await expect.poll(() => spoilt.gateway.stderr(), patience).toContain('the new certificate cannot be used')
    using still = await openSecureWire(spoilt.gateway.port, first.cert)
    for (const wire of [before, after, still]) {
      wire.send(toRequest('1.1'))
      expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(200)
    }
  })
})

describe('a certificate that cannot be used stops the start', () => {
  test.each([
    ['a file that is not there', '/nowhere/cert.pem', first.key],
    ['no certificate', 'no certificate', first.key],
    ['the key of another', first.cert, makeCertificate().key],
  ])('%s', async (_name, cert, key) => {
    await using own = await openTemporaryFiles()
    const TLS_CERT = cert.startsWith('/') ? cert : await own.write('cert.pem', cert)
    const exit = await runToEnd({ env: { TLS_CERT, TLS_KEY: await own.write('key.pem', key) } })
    expect(exit.code).toBe(2)
    expect(exit.stderr).toContain(TLS_CERT)
    expect(exit.stderr).not.toMatch(/^\s+at /m)
    expect(exit.stderr).not.toContain('PRIVATE KEY')
  })

  test('one without its key', async () => {
    await using own = await openTemporaryFiles()
    const exit = await runToEnd({ env: { TLS_CERT: await own.write('cert.pem', first.cert) } })
    expect(exit.code).toBe(2)
    expect(exit.stderr).toContain('TLS_KEY')
  })
})
