import type { Protocol } from '../model/protocol.ts'

type Dialect = 'messages' | 'chat' | 'responses' | 'gemini'

/** What a request asks of the provider, as far as its answer depends on it. */
export interface Asked {
  readonly protocol: Protocol
  readonly dialect: Dialect
  readonly operation: 'generate' | 'count' | 'embed' | 'batch-embed' | 'models' | 'model' | 'other'
  /** One JSON document, server-sent events, or a JSON array written piece by piece. */
  readonly form: 'json' | 'events' | 'array'
  readonly model: string
  readonly usageInStream: boolean
  /** Code is to be run, in a container that is kept. */
  readonly runsCode: boolean
  /** Takes the id of what the answer makes and the provider keeps. */
  keep(id: string): void
}

const GEMINI_METHOD = /^\/v1(?:beta)?\/models\/([^/:]+):([A-Za-z]+)$/
const MODELS = /^\/v1(?:beta)?\/models(?:\/([^/:]+))?$/

/** Reads a request from its target, headers (names in lower case) and, where it has one, its JSON body. */
export function recogniseAsked(target: string, header: (name: string) => string, body: string): Asked {
  const at = target.indexOf('?')
  const path = at < 0 ? target : target.slice(0, at)
  const query = at < 0 ? '' : target.slice(at + 1)
  const gemini = GEMINI_METHOD.exec(path)
  if (gemini !== null) return geminiAsked(gemini[1] ?? '', gemini[2] ?? '', query)
  const models = MODELS.exec(path)
  if (models !== null) {
    const protocol = modelsProtocol(header, query)
    const operation = models[1] === undefined ? 'models' : 'model'
    return { ...plain(protocol, operation), model: models[1] ?? '' }
  }
  const model = /"model"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? 'fake-1'
  const form = /"stream"\s*:\s*true/.test(body) ? 'events' : 'json'
  switch (path) {
    case '/v1/messages':
      return { ...plain('anthropic', 'generate'), model, form, runsCode: body.includes('"code_execution') }
    case '/v1/messages/count_tokens':
      return { ...plain('anthropic', 'count'), model }
    case '/v1/chat/completions':
      return { ...plain('openai', 'generate'), model, form, usageInStream: /"include_usage"\s*:\s*true/.test(body) }
    case '/v1/responses':
      return { ...plain('openai', 'generate'), dialect: 'responses', model, form }
    case '/v1/embeddings':
      return { ...plain('openai', 'embed'), model }
    default:
      return plain(modelsProtocol(header, query), 'other')
  }
}

/** The credential, wherever the request carries it; empty where it carries none. */
export function readCredential(target: string, header: (name: string) => string): string {
  const named = header('x-api-key') || header('x-goog-api-key')
  if (named !== '') return named
  const bearer = /^bearer +(.*)$/i.exec(header('authorization'))?.[1]
  if (bearer !== undefined) return bearer
  const key = /[?&]key=([^&]*)/.exec(target)?.[1]
  return key === undefined ? '' : decodeURIComponent(key)
}

function geminiAsked(model: string, method: string, query: string): Asked {
  const asked = { ...plain('gemini', 'other'), model }
  switch (method) {
    case 'generateContent':
      return { ...asked, operation: 'generate' }
    case 'streamGenerateContent':
      return { ...asked, operation: 'generate', form: /(^|&)alt=sse(&|$)/.test(query) ? 'events' : 'array' }
    case 'countTokens':
      return { ...asked, operation: 'count' }
    case 'embedContent':
      return { ...asked, operation: 'embed' }
    case 'batchEmbedContents':
      return { ...asked, operation: 'batch-embed' }
    default:
      return asked
  }
}

function modelsProtocol(header: (name: string) => string, query: string): Protocol {
  if (header('anthropic-version') !== '' || header('x-api-key') !== '') return 'anthropic'
  if (header('x-goog-api-key') !== '' || /(^|&)key=/.test(query)) return 'gemini'
  return 'openai'
}

function plain(protocol: Protocol, operation: Asked['operation']): Asked {
  return {
    protocol,
    operation,
    dialect: DIALECT[protocol],
    form: 'json',
    model: 'fake-1',
    usageInStream: false,
    runsCode: false,
    keep: () => {},
  }
}

const DIALECT = { anthropic: 'messages', gemini: 'gemini', openai: 'chat' } as const satisfies Record<Protocol, Dialect>
