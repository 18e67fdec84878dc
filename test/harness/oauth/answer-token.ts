import type { ServerResponse } from 'node:http'
import type { Refusal } from './refusal.ts'
import type { Issued } from './tokens.ts'
import type { CarriedOut, NotCarriedOut } from './troubles.ts'

type Headers = Readonly<Record<string, string>>

/** Tokens are kept by nobody in between (RFC 6749, section 5.1). */
const JSON_HEADERS: Headers = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' }

/** Carries a step out that leaves a request undone. */
export function answerUndone(response: ServerResponse, step: NotCarriedOut, sent: string): void {
  switch (step.kind) {
    case 'fail': {
      const retry: Headers = step.retryAfter === undefined ? {} : { 'retry-after': step.retryAfter }
      response.writeHead(step.status, { 'content-type': 'text/html', ...retry })
      response.end(`<html><body>${step.status}</body></html>`)
      return
    }
    case 'break':
      response.socket?.resetAndDestroy()
      return
    case 'refuse': {
      const status = step.status ?? 400
      sendRefusal(response, { kind: 'refused', status, error: step.error, description: 'as the test wants it' })
      return
    }
    case 'echo':
      sendRefusal(response, { kind: 'refused', status: 400, error: step.error, description: `not this: ${sent}` })
      return
    case 'redirect':
      response.writeHead(307, { location: step.to, 'content-length': '0' })
      response.end()
  }
}

/** Answers a request that was carried out; what a step spoils is the telling. */
export function answerDone(response: ServerResponse, answer: Issued | Refusal, step: CarriedOut): void {
  if (answer.kind === 'refused') {
    sendRefusal(response, answer)
    return
  }
  const fields = toFields(answer)
  switch (step.kind) {
    case 'serve':
      send(response, 200, JSON.stringify(fields))
      return
    case 'unheard':
      cut(response, JSON.stringify(fields), step.cut)
      return
    case 'garble':
      send(response, 200, JSON.stringify(fields).slice(0, -1))
      return
    case 'alter': {
      const changed = Object.entries({ ...fields, ...step.set })
      const kept = changed.filter(([name]) => step.drop?.includes(name) !== true)
      send(response, 200, JSON.stringify(Object.fromEntries(kept)))
    }
  }
}

/** The answer of RFC 6749, section 5.1. */
function toFields({ accessToken, expiresIn, refreshToken, scope }: Issued): Readonly<Record<string, unknown>> {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(scope === null ? {} : { scope }),
  }
}

function sendRefusal(response: ServerResponse, { status, error, description }: Refusal): void {
  const challenge: Headers = status === 401 ? { 'www-authenticate': 'Basic realm="tokens"' } : {}
  send(response, status, JSON.stringify({ error, error_description: description }), challenge)
}

function send(response: ServerResponse, status: number, body: string, more: Headers = {}): void {
  response.writeHead(status, { ...JSON_HEADERS, 'content-length': Buffer.byteLength(body), ...more })
  response.end(body)
}

/** A close and not a reset, which may take bytes back that were sent already. */
function cut(response: ServerResponse, body: string, where: 'before-head' | 'before-body' | 'within-body'): void {
  if (where === 'before-head') {
    response.socket?.destroy()
    return
  }
  response.writeHead(200, { ...JSON_HEADERS, 'content-length': Buffer.byteLength(body) })
  if (where === 'before-body') response.flushHeaders()
  else response.write(body.slice(0, body.length / 2))
  response.socket?.end()
}
