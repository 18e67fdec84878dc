import { ask, askJson } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import { MESSAGE } from './stage.ts'

export type Vendor = 'anthropic' | 'gemini' | 'openai'

/** Every way of asking for an answer that the three protocols have. */
export const FORMS = {
  messages: { vendor: 'anthropic', path: '/v1/messages', body: MESSAGE },
  'messages, streamed': { vendor: 'anthropic', path: '/v1/messages', body: { ...MESSAGE, stream: true } },
  generateContent: { vendor: 'gemini', path: '/v1beta/models/gemini-3.7-flash:generateContent', body: {} },
  'generateContent, events': {
    vendor: 'gemini',
    path: '/v1beta/models/gemini-3.7-flash:streamGenerateContent?alt=sse',
    body: {},
  },
  'generateContent, array': {
    vendor: 'gemini',
    path: '/v1beta/models/gemini-3.7-flash:streamGenerateContent',
    body: {},
  },
  chat: { vendor: 'openai', path: '/v1/chat/completions', body: { model: 'gpt-5-mini', messages: [] } },
  'chat, streamed': {
    vendor: 'openai',
    path: '/v1/chat/completions',
    body: { model: 'gpt-5-mini', messages: [], stream: true },
  },
  responses: { vendor: 'openai', path: '/v1/responses', body: { model: 'gpt-5-mini', input: 'a' } },
  'responses, streamed': {
    vendor: 'openai',
    path: '/v1/responses',
    body: { model: 'gpt-5-mini', input: 'a', stream: true },
  },
} as const satisfies Record<string, { readonly vendor: Vendor; readonly path: string; readonly body: object }>

export type Form = keyof typeof FORMS

/** The plain form of each vendor. */
export const PLAIN = { anthropic: 'messages', gemini: 'generateContent', openai: 'chat' } as const satisfies Record<
  Vendor,
  Form
>

export const ALL_FORMS: readonly Form[] = [
  'messages',
  'messages, streamed',
  'generateContent',
  'generateContent, events',
  'generateContent, array',
  'chat',
  'chat, streamed',
  'responses',
  'responses, streamed',
]

export const STREAMS = [
  'messages, streamed',
  'generateContent, events',
  'generateContent, array',
  'chat, streamed',
  'responses, streamed',
] as const satisfies readonly Form[]

/** Asks in this form under `base`: `…/UUID/lb`, `…/UUID`, or the bare origin. */
export function askIn(form: Form, base: string, asked: Ask = {}): Promise<Told> {
  const { path, body } = FORMS[form]
  return askJson(base + path, body, asked)
}

export interface RepeatableCall {
  readonly name: string
  readonly vendor: Vendor
  readonly path: string
  readonly body: object | null
}

/** Calls that create nothing. */
export const REPEATABLE: readonly RepeatableCall[] = [
  { name: 'counting tokens', vendor: 'anthropic', path: '/v1/messages/count_tokens', body: MESSAGE },
  { name: 'countTokens', vendor: 'gemini', path: '/v1beta/models/gemini-3.7-flash:countTokens', body: {} },
  { name: 'embedContent', vendor: 'gemini', path: '/v1beta/models/gemini-embedding-001:embedContent', body: {} },
  {
    name: 'batchEmbedContents',
    vendor: 'gemini',
    path: '/v1/models/gemini-embedding-001:batchEmbedContents',
    body: {},
  },
  {
    name: 'embeddings',
    vendor: 'openai',
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: 'a' },
  },
  { name: 'a list of models', vendor: 'openai', path: '/v1/models', body: null },
]

export function askRepeatable({ path, body }: RepeatableCall, base: string): Promise<Told> {
  return body === null ? ask(base + path) : askJson(base + path, body)
}
