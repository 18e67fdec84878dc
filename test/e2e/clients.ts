import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'

/** The vendors' own clients, unmodified, pointed at a base address; they do not try again by themselves. */
export interface Clients {
  readonly anthropic: Anthropic
  readonly google: GoogleGenAI
  readonly openai: OpenAI
}

export function createClients(base: string, credential = 'placeholder'): Clients {
  return {
    anthropic: new Anthropic({ apiKey: credential, baseURL: base, maxRetries: 0 }),
    google: new GoogleGenAI({ apiKey: credential, httpOptions: { baseUrl: base } }),
    openai: new OpenAI({ apiKey: credential, baseURL: `${base}/v1`, maxRetries: 0 }),
  }
}

/** One thing that a client is asked, and what it makes of the answer. */
export interface Errand {
  readonly name: string
  readonly vendor: 'anthropic' | 'gemini' | 'openai'
  readonly run: (clients: Clients) => Promise<unknown>
  readonly expected: unknown
}

/** What eight words of the fake provider amount to. */
const TEXT = 'Hello from a made-up model: grüße, 你好, all'

const MESSAGE = {
  model: 'claude-sonnet-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'Is anybody there?' }],
}
const CONTENT = { model: 'gemini-3.7-flash', contents: 'Is anybody there?' }
const CHAT = { model: 'gpt-5-mini', messages: [{ role: 'user' as const, content: 'Is anybody there?' }] }
const RESPONSE = { model: 'gpt-5-mini', input: 'Is anybody there?' }

/** Calls that create something: failures before an answer must be such that nothing was carried out. */
export const GENERATING: readonly Errand[] = [
  {
    name: 'messages.create',
    vendor: 'anthropic',
    run: async ({ anthropic }) => {
      const message = await anthropic.messages.create(MESSAGE)
      return message.content.map((block) => (block.type === 'text' ? block.text : block.type)).join('')
    },
    expected: TEXT,
  },
  {
    name: 'messages.stream',
    vendor: 'anthropic',
    run: async ({ anthropic }) => {
      const message = await anthropic.messages.stream(MESSAGE).finalMessage()
      const text = message.content.map((block) => (block.type === 'text' ? block.text : block.type)).join('')
      return { text, output: message.usage.output_tokens, stop: message.stop_reason }
    },
    expected: { text: TEXT, output: 8, stop: 'end_turn' },
  },
  {
    name: 'models.generateContent',
    vendor: 'gemini',
    run: async ({ google }) => (await google.models.generateContent(CONTENT)).text,
    expected: TEXT,
  },
  {
    name: 'models.generateContentStream',
    vendor: 'gemini',
    run: async ({ google }) => {
      let text = ''
      for await (const chunk of await google.models.generateContentStream(CONTENT)) text += chunk.text ?? ''
      return text
    },
    expected: TEXT,
  },
  {
    name: 'chat.completions.create',
    vendor: 'openai',
    run: async ({ openai }) => (await openai.chat.completions.create(CHAT)).choices[0]?.message.content,
    expected: TEXT,
  },
  {
    name: 'chat.completions.create, streaming',
    vendor: 'openai',
    run: async ({ openai }) => {
      let text = ''
      for await (const chunk of await openai.chat.completions.create({ ...CHAT, stream: true })) {
        text += chunk.choices[0]?.delta.content ?? ''
      }
      return text
    },
    expected: TEXT,
  },
  {
    name: 'responses.create',
    vendor: 'openai',
    run: async ({ openai }) => (await openai.responses.create(RESPONSE)).output_text,
    expected: TEXT,
  },
  {
    name: 'responses.create, streaming',
    vendor: 'openai',
    run: async ({ openai }) => {
      let text = ''
      for await (const event of await openai.responses.create({ ...RESPONSE, stream: true })) {
        if (event.type === 'response.output_text.delta') text += event.delta
        if (event.type === 'response.completed') text += '|'
      }
      return text
    },
    expected: `${TEXT}|`,
  },
]

/** Calls that create nothing, which may be tried again whatever happens. */
export const REPEATABLE: readonly Errand[] = [
  {
    name: 'messages.countTokens',
    vendor: 'anthropic',
    run: async ({ anthropic }) => {
      const { model, messages } = MESSAGE
      return (await anthropic.messages.countTokens({ model, messages })).input_tokens
    },
    expected: 12,
  },
  {
    name: 'models.list',
    vendor: 'anthropic',
    run: async ({ anthropic }) => {
      const ids: string[] = []
      for await (const model of anthropic.models.list()) ids.push(model.id)
      return ids
    },
    expected: ['claude-opus-5', 'claude-sonnet-5'],
  },
  {
    name: 'models.countTokens',
    vendor: 'gemini',
    run: async ({ google }) => (await google.models.countTokens(CONTENT)).totalTokens,
    expected: 12,
  },
  {
    name: 'models.embedContent',
    vendor: 'gemini',
    run: async ({ google }) => (await google.models.embedContent(CONTENT)).embeddings?.[0]?.values,
    expected: [0.1, 0.2, 0.3],
  },
  {
    name: 'embeddings.create',
    vendor: 'openai',
    run: async ({ openai }) => {
      const answer = await openai.embeddings.create({ model: 'e', input: 'a', encoding_format: 'float' })
      return answer.data[0]?.embedding
    },
    expected: [0.1, 0.2, 0.3],
  },
  {
    name: 'models.list',
    vendor: 'openai',
    run: async ({ openai }) => {
      const ids: string[] = []
      for await (const model of openai.models.list()) ids.push(model.id)
      return ids
    },
    expected: ['gpt-5', 'gpt-5-mini'],
  },
]
