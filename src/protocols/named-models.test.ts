import { describe, expect, it } from 'vitest'
import type { Protocol } from '../model/protocol.ts'
import { readNamedModels } from './named-models.ts'

const ENCODER = new TextEncoder()
const ask = (body: unknown, protocol: Protocol = 'openai') =>
  readNamedModels({ protocol, model: 'own' }, ENCODER.encode(typeof body === 'string' ? body : JSON.stringify(body)))
const named = (...models: readonly string[]) => ({ kind: 'named', models })

describe('the models that a body names', () => {
  it.each([
    ['those to fall back to, as OpenRouter calls them', { model: 'own', models: ['a', 'b'] }, ['own', 'a', 'b']],
    ['those of the Messages API', { model: 'own', fallbacks: [{ model: 'a' }] }, ['own', 'a']],
    ['bare fallbacks', { model: 'own', fallbacks: ['a'], fallback_models: 'b' }, ['own', 'a', 'b']],
    ['those that tools ask', { model: 'own', tools: [{ type: 'advisor', model: 'a' }, { name: 'b' }] }, ['own', 'a']],
    ['those of a batch', { model: 'own', requests: [{ params: { model: 'a' } }] }, ['own', 'a']],
    ['each once', { model: 'own', models: ['own', 'a', 'a'] }, ['own', 'a']],
    ['behind escapes', '{"model":"own","mod\\u0065ls":["a"]}', ['own', 'a']],
  ])('are %s', (_, body, models) => {
    expect(ask(body)).toEqual(named(...models))
  })

  it('are those of the requests below a path of Gemini, without what makes a resource of them', () => {
    const requests = [{ model: 'models/a' }, { model: 'models/b' }]
    expect(ask({ requests }, 'gemini')).toEqual(named('a', 'b'))
    expect(ask({ generateContentRequest: { model: 'models/a' } }, 'gemini')).toEqual(named('a'))
  })

  it.each([
    ['its own, which is known', { model: 'own', messages: [{ content: 'the "model" and its "models"' }] }],
    ['none', { input: 'a' }],
    ['nothing at all', ''],
  ])('are not looked for where it names %s', (_, body) => {
    expect(ask(body)).toEqual(named())
  })

  it.each([
    ['no object', '[]'],
    ['in UTF-16', '{\0"\0'],
    ['no JSON', '{"model":"own","models":["a",]}'],
  ])('cannot be told of a body that is %s', (_, body) => {
    expect(ask(body)).toEqual({ kind: 'unreadable' })
  })
})
