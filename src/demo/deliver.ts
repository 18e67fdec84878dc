import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { toPieces } from './answer.ts'
import type { Answer } from './answer.ts'
import { encodePieces, encodeWhole } from './encode.ts'
import { replaceLimitHeaders } from './limit-headers.ts'
import { pause } from './pause.ts'
import type { Delivery } from './step.ts'
import { untilRead } from './until-read.ts'

export interface Shipment {
  readonly answer: Answer
  readonly delivery: Delivery
  /** What follows the last piece: a proper end, a reset (RST) or a bare close (FIN). */
  readonly ending: 'end' | 'reset' | 'close'
}

/** Sends an answer as its delivery says. Resolves when all is handed to the socket, or the other side is gone. */
export async function deliver(response: ServerResponse, shipment: Shipment): Promise<void> {
  const { answer, delivery, ending } = shipment
  if (delivery.headAfterMs !== undefined) await pause(response, delivery.headAfterMs)
  for (const [status, headers] of delivery.interim ?? []) response.writeInformation(status, headers.flat())
  const { limitHeaders } = delivery
  const headers = limitHeaders === undefined ? [...answer.headers] : replaceLimitHeaders(answer.headers, limitHeaders)
  if (delivery.headers !== undefined) headers.push(...delivery.headers.flat())
  if (delivery.encoding !== undefined) headers.push('content-encoding', delivery.encoding)
  if (ending === 'end' && isWhole(shipment)) {
    sendWhole(response, shipment, headers)
    return
  }
  if (delivery.trailers !== undefined) headers.push('trailer', delivery.trailers.map(([name]) => name).join(', '))
  response.writeHead(answer.status, headers)
  response.flushHeaders()
  await sendPieces(response, shipment)
  if (response.destroyed) return
  if (ending !== 'end') {
    await cut(response, ending)
    return
  }
  if (delivery.trailers !== undefined)
    response.addTrailers(delivery.trailers.map(([name, value]): [string, string] => [name, value]))
  response.end()
}

/** Breaks the connection once what was written has left. */
export async function cut(response: ServerResponse, how: 'reset' | 'close'): Promise<void> {
  await pause(response, 20)
  const { socket } = response
  if (socket === null) return
  if (how === 'close') {
    socket.destroy()
    return
  }
  await untilRead(socket)
  socket.resetAndDestroy()
}

/** Whether it can go at once, with its length, in one write. */
function isWhole({ answer, delivery }: Shipment): boolean {
  if (answer.body.kind !== 'plain' || delivery.trailers !== undefined) return false
  return delivery.firstAfterMs === undefined && delivery.everyMs === undefined && delivery.chunkBytes === undefined
}

function sendWhole(response: ServerResponse, { answer, delivery }: Shipment, headers: string[]): void {
  const plain = answer.body.kind === 'plain' ? answer.body.bytes : Buffer.alloc(0)
  const bytes = delivery.encoding === undefined ? plain : encodeWhole(plain, delivery.encoding)
  const hasLength = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length')
  // A bodiless status must not carry a length (RFC 9110, section 8.6).
  if (!hasLength && answer.status !== 204 && answer.status !== 304) headers.push('content-length', String(bytes.length))
  response.writeHead(answer.status, headers)
  response.end(bytes)
}

async function sendPieces(response: ServerResponse, { answer, delivery }: Shipment): Promise<void> {
  const pieces = toPieces(answer.body)
  const encoded = delivery.encoding === undefined ? pieces : encodePieces(pieces, delivery.encoding)
  let number = 0
  for await (const piece of encoded) {
    const wait = waitBefore(number, delivery)
    if (wait > 0) await pause(response, wait)
    for (const bytes of split(piece, delivery.chunkBytes ?? 0)) {
      if (response.destroyed) return
      if (!response.write(bytes)) await drained(response)
      // Separate turns of the loop, so that they leave as separate packets.
      else if (delivery.chunkBytes !== undefined) await setImmediate()
    }
    number += 1
  }
}

function waitBefore(number: number, delivery: Delivery): number {
  const stall = delivery.stall?.piece === number ? delivery.stall.ms : 0
  return stall + ((number === 0 ? delivery.firstAfterMs : delivery.everyMs) ?? 0)
}

/** `size` 0 leaves it whole. */
function* split(bytes: Buffer, size: number): Iterable<Buffer> {
  if (size <= 0) {
    if (bytes.length > 0) yield bytes
    return
  }
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}
