import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerDone, answerUndone } from './answer-token.ts'
import { decideAuthorization, toRedirect } from './authorize.ts'
import { decideExchange } from './exchange-endpoint.ts'
import type { Inside } from './inside.ts'
import { parseParameters } from './parameters.ts'
import { readText } from './read-text.ts'
import { decideToken, UNREAD } from './token-endpoint.ts'
import type { Decided } from './token-endpoint.ts'
import type { TokenStep } from './troubles.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Answers one request of a client or a browser. */
export async function onRequest(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path, query = ''] = split(request.url ?? '/')
  switch (`${request.method} ${path}`) {
    case 'GET /authorize':
      answerAuthorize(inside, query, response)
      return
    case 'POST /token':
      await answerToken(inside, 'token', { request, response })
      return
    case 'POST /v1/oauth/token':
      await answerToken(inside, 'exchange', { request, response })
      return
    default:
      response.writeHead(PATHS.includes(path) ? 405 : 404, { 'content-length': '0' }).end()
  }
}

const PATHS = ['/authorize', '/token', '/v1/oauth/token']

/** Nobody is asked: whoever follows the address has agreed, unless a test has them say no. */
function answerAuthorize(inside: Inside, query: string, response: ServerResponse): void {
  const asked = parseParameters(query)
  const decided =
    asked.kind === 'refused'
      ? ({ kind: 'turned-away', why: asked.description } as const)
      : decideAuthorization(inside.clients, asked)
  const sendTo = (redirectUri: string, parameters: Readonly<Record<string, string | null>>) => {
    const location = toRedirect(redirectUri, { ...parameters, iss: inside.url })
    response.writeHead(302, { location, 'cache-control': 'no-store', 'content-length': '0' }).end()
  }
  switch (decided.kind) {
    case 'turned-away':
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`${decided.why}\n`)
      return
    case 'sent-back': {
      const { redirectUri, error, why, state } = decided
      sendTo(redirectUri, { error, error_description: why, state })
      return
    }
    case 'approved': {
      const { redirectUri } = decided.grant
      const error = inside.denials.shift()
      if (error !== undefined) sendTo(redirectUri, { error, state: decided.state })
      else sendTo(redirectUri, { code: inside.codes.give(decided.grant, inside.now()), state: decided.state })
    }
  }
}

type Endpoint = 'token' | 'exchange'

async function answerToken(inside: Inside, endpoint: Endpoint, { request, response }: Exchange): Promise<void> {
  const body = await readText(request)
  if (body === null) {
    response.destroy()
    return
  }
  await inside.gate.pass('before-grant')
  response.once('finish', () => {
    for (const onAnswer of inside.awaiting) onAnswer()
    inside.awaiting.clear()
  })
  const step = inside.troubles.next()
  const note = (decided: Omit<Decided, 'answer'>, outcome: string) => {
    const { grant, clientId, authentication, family, ordinal, replaces } = decided
    const known = { grant, clientId, authentication, family, ordinal, replaces }
    const [number, at] = [inside.requests.length + 1, inside.now()]
    inside.requests.push({ number, at, endpoint, outcome, step: step.kind, headers: toRecord(request), ...known })
  }
  if (isUndone(step)) {
    note(UNREAD, step.kind === 'refuse' || step.kind === 'echo' ? step.error : 'none')
    answerUndone(response, step, `${request.headers.authorization ?? ''} ${body}`)
    return
  }
  const decided = decide(inside, endpoint, { request, body })
  note(decided, decided.answer.kind === 'issued' ? 'granted' : decided.answer.error)
  await inside.gate.pass('after-grant')
  answerDone(response, decided.answer, step)
}

function isUndone(
  step: TokenStep,
): step is Extract<TokenStep, { kind: 'fail' | 'break' | 'refuse' | 'echo' | 'redirect' }> {
  switch (step.kind) {
    case 'fail':
    case 'break':
    case 'refuse':
    case 'echo':
    case 'redirect':
      return true
    case 'serve':
    case 'unheard':
    case 'garble':
    case 'alter':
      return false
  }
}

interface Read {
  readonly request: IncomingMessage
  readonly body: string
}

function decide(inside: Inside, endpoint: Endpoint, { request, body }: Read): Decided {
  const contentType = request.headers['content-type'] ?? ''
  const now = inside.now()
  switch (endpoint) {
    case 'token': {
      const [, query = ''] = split(request.url ?? '')
      const authorization = request.headers.authorization ?? null
      return decideToken(inside, { contentType, authorization, query, body }, now)
    }
    case 'exchange': {
      const betas = toRecord(request)['anthropic-beta'] ?? ''
      return decideExchange(inside, { contentType, betas, body }, now)
    }
  }
}

function toRecord({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const texts = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])
  return Object.fromEntries(texts)
}

function split(target: string): readonly [string, string?] {
  const at = target.indexOf('?')
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)]
}
