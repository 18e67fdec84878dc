import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createHttpServer } from './http-server.ts'
import { LAST_UPLOADS_MS, SILENT_MS, type UnreadBodies } from './unread-bodies.ts'
import { Visits } from './visits.ts'

/** A server that answers a body once it is whole, `/early` before that, and `/later` when it is told to. */
async function open() {
  const visits = new Visits()
  const answerLater = Promise.withResolvers<void>()
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/control') visits.onControl(request.socket)
    if (request.url === '/early') response.write('early')
    request.on('error', () => {})
    request.resume()
    request.on('end', () => {
      if (request.url === '/later') void answerLater.promise.then(() => response.end('later'))
      else response.end('whole')
    })
  }
  const { server, unread } = createHttpServer({ tls: null, visits, stamp: () => ['x-stamp', '1'] }, handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  return {
    unread,
    answerLater: () => answerLater.resolve(),
    /** Sends the head of a request with a body of ten bytes, and what is given of it; resolves when it has arrived. */
    async begin(path: string, body: string) {
      const socket = connect({ port, host: '127.0.0.1' })
      sockets.push(socket)
      socket.on('error', () => {})
      let text = ''
      socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
      const arrived = once(server, 'request')
      socket.write(toHead(path) + body)
      const [request] = (await arrived) as [IncomingMessage]
      // Node's parser tells of a body's pieces before it has read on: what is so shows in the next turn.
      const untilRead = async (bytes: number) => {
        await expect.poll(() => request.socket.bytesRead).toBe(bytes)
        await setImmediate()
      }
      await untilRead(toHead(path).length + body.length)
      const closed = once(socket, 'close').then(() => text)
      return { socket, untilRead, closed, text: () => text, bytesRead: () => request.socket.bytesRead }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function toHead(path: string): string {
  return `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n`
}

/** Looks at 0 ms, and again at each of these. */
function lookAt(unread: UnreadBodies, ...times: readonly number[]): void {
  for (const time of [0, ...times]) unread.look(time)
}

test('a body of which nothing came for a minute is given up with 408', async () => {
  await using bed = await open()
  const stalled = await bed.begin('/call', '{')
  lookAt(bed.unread, SILENT_MS - 1)
  expect(stalled.text()).toBe('')
  bed.unread.look(SILENT_MS)
  expect(await stalled.closed).toBe(
    'HTTP/1.1 408 Request Timeout\r\nx-stamp: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
  )
})

test('one that goes on coming is not, however slowly', async () => {
  await using bed = await open()
  const slow = await bed.begin('/call', '{')
  lookAt(bed.unread, SILENT_MS - 1)
  for (let piece = 1; piece <= 8; piece += 1) {
    slow.socket.write(' ')
    await slow.untilRead(toHead('/call').length + 1 + piece)
    bed.unread.look(piece * SILENT_MS)
  }
  slow.socket.write('}')
  await expect.poll(() => slow.text()).toMatch(/^HTTP\/1\.1 200 .*whole/s)
})

test('a call whose body is whole may wait for its answer as long as it takes', async () => {
  await using bed = await open()
  const waiting = await bed.begin('/later', '0123456789')
  lookAt(bed.unread, SILENT_MS, 10 * SILENT_MS)
  bed.unread.onDrain(LAST_UPLOADS_MS)
  bed.answerLater()
  await expect.poll(() => waiting.text()).toContain('later')
})

test('an answer that has begun is cut, and nothing is written into it', async () => {
  await using bed = await open()
  const stalled = await bed.begin('/early', '{')
  await expect.poll(() => stalled.text()).toContain('early')
  lookAt(bed.unread, SILENT_MS)
  expect(await stalled.closed).not.toContain('408')
})

test('a body that stalls behind an answer under way leaves that alone', async () => {
  await using bed = await open()
  const waiting = await bed.begin('/later', '0123456789')
  const before = waiting.bytesRead()
  waiting.socket.write(`${toHead('/control')}{`)
  await waiting.untilRead(before + toHead('/control').length + 1)
  lookAt(bed.unread, SILENT_MS, 2 * SILENT_MS)
  bed.unread.onDrain(LAST_UPLOADS_MS)
  bed.answerLater()
  await expect.poll(() => waiting.text()).toContain('later')
  bed.unread.onDrain(0)
  expect(await waiting.closed).toMatch(/later.*HTTP\/1\.1 408/s)
})

test('a server that shuts down gives up control requests at once, uploads of calls after a while', async () => {
  await using bed = await open()
  const control = await bed.begin('/control', '{')
  const upload = await bed.begin('/call', '{')
  bed.unread.onDrain(0)
  expect(await control.closed).toContain('408')
  bed.unread.onDrain(LAST_UPLOADS_MS - 1)
  expect(upload.text()).toBe('')
  bed.unread.onDrain(LAST_UPLOADS_MS)
  expect(await upload.closed).toContain('408')
})
