import { describe, expect, test } from 'vitest'
import { recognise, type Recognised } from './recognise.ts'

function ask(line: string, headers: Readonly<Record<string, string>> = {}): Recognised {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  return recognise({ method, path, query: query === '' ? '' : `?${query}`, header: (name) => headers[name] ?? null })
}

const CLAUDE = { 'anthropic-version': '2023-06-01' }
const GOOGLE = { 'x-goog-api-key': 'k' }

describe('a call', () => {
  test.each([
    ['POST /v1/messages', 'anthropic', 'generate', 'body'],
    ['POST /v1/messages?beta=true', 'anthropic', 'generate', 'body'],
    ['POST /v1/messages/count_tokens', 'anthropic', 'count', 'body'],
    ['POST /v1/messages/batches', 'anthropic', 'other', 'none'],
    ['GET /v1/messages/batches/msgbatch_1/results', 'anthropic', 'read', 'none'],
    ['POST /v1/complete', 'anthropic', 'generate', 'body'],
    ['POST /v1/chat/completions', 'openai', 'generate', 'body'],
    ['POST /v1/responses', 'openai', 'generate', 'body'],
    ['GET /v1/responses/resp_1', 'openai', 'read', 'none'],
    ['POST /v1/embeddings', 'openai', 'embed', 'body'],
    ['POST /v1/images/generations', 'openai', 'generate', 'body'],
    ['POST /v1/audio/transcriptions', 'openai', 'generate', 'body'],
    ['POST /v1/moderations', 'openai', 'other', 'none'],
    ['GET /v1beta/models', 'gemini', 'read', 'none'],
    ['HEAD /v1beta/models', 'gemini', 'read', 'none'],
    ['POST /v1beta/cachedContents', 'gemini', 'other', 'none'],
    ['POST /v1beta/batches/b1:cancel', 'gemini', 'other', 'none'],
  ])('%s is %s: %s, with its model from %s', (line, protocol, operation, modelFrom) => {
    expect(ask(line)).toMatchObject({ kind: 'call', protocol, operation, model: null, streamShape: null, modelFrom })
  })

  test.each([
    ['generateContent', 'generate', null],
    ['streamGenerateContent', 'generate', 'array'],
    ['streamGenerateContent?alt=json', 'generate', 'array'],
    ['streamGenerateContent?key=x&alt=sse', 'generate', 'events'],
    ['streamGenerateContent?%24alt=sse', 'generate', 'events'],
    ['countTokens', 'count', null],
    ['embedContent', 'embed', null],
    ['batchEmbedContents', 'embed', null],
  ])('on a Gemini model, %s, is told from the path under both versions', (name, operation, streamShape) => {
    for (const version of ['v1', 'v1beta']) {
      const expected = { protocol: 'gemini', operation, model: 'gemini-3-pro', modelFrom: 'path', streamShape }
      expect(ask(`POST /${version}/models/gemini-3-pro:${name}`)).toMatchObject({
        kind: 'call',
        ...expected,
        reaches: null,
        learns: false,
      })
    }
  })

  test('on a path that vendors share goes to whom its headers name', () => {
    for (const path of ['/v1/models', '/v1/models/m', '/v1/files', '/v1/files/f/content']) {
      expect(ask(`GET ${path}`, CLAUDE)).toMatchObject({ protocol: 'anthropic', operation: 'read' })
      expect(ask(`GET ${path}`)).toMatchObject({ protocol: 'openai' })
    }
    expect(ask('GET /v1/models', GOOGLE)).toMatchObject({ protocol: 'gemini' })
    expect(ask('GET /v1/models?key=k')).toMatchObject({ protocol: 'gemini' })
    expect(ask('POST /v1/files', GOOGLE)).toMatchObject({ protocol: 'openai' })
    expect(ask('GET /v1/models/ft:gpt-5:org::id')).toMatchObject({ protocol: 'openai', operation: 'read' })
  })

  test.each([
    'GET /v1/messages',
    'PUT /v1/messages',
    'DELETE /v1/models/ft:gpt-5',
    'GET /v1beta/models/m:generateContent',
    'POST /v1beta/models/m:deleteEverything',
    'POST /v1beta/models/m:constructor',
    'POST /v1beta/models/:generateContent',
    'POST /v1beta/models/a%2Fb:generateContent',
    'POST /v1beta/models/a/b:generateContent',
    'GET /v1/files/..',
    'GET /v1/files/%2e%2E',
    'GET /v1/files/a%2fb',
    'POST /V1/messages',
    'POST /v1/messages/',
    'POST /v2/messages',
    'POST /v1/sessions',
    'POST /v1/realtime/client_secrets',
    'POST /v1/fine_tuning/jobs',
    'POST /v1beta/batches/b1:delete',
    'OPTIONS /v1/messages',
    'TRACE /v1/models',
  ])('%s is none that a vendor has and that is known to be safe', (line) => {
    expect(ask(line)).toEqual({ kind: 'unknown' })
  })

  test.each([
    'GET /v1/organizations/me',
    'GET /v1/organizations',
    'POST /v1/Organizations/api_keys/',
    'GET /v1/organization/users',
    'GET /v1/%6Frganizations/me',
    'GET /V1/ORGANIZATIONS/me',
    'GET /v1//organizations/me',
    'GET /v1/organizations;x=1/me',
    'POST /v1/oauth/token',
    'GET /v1/api_keys',
    'GET /v1/keys',
    'GET /v1/credits',
    'GET /v1/dashboard/billing/usage',
    'POST /v1beta/auth_tokens',
    'POST /v1alpha/auth_tokens',
    'GET /v1/projects/p/roles',
    'POST /v1/vaults/v/credentials',
  ])('%s is administration of the account', (line) => {
    expect(ask(line, CLAUDE)).toEqual({ kind: 'forbidden' })
  })
})
