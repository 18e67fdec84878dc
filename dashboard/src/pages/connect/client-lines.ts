import type { AccountRow } from '../../../../src/admin/contract.ts'

export type Protocol = AccountRow['protocol']

/** How one client is pointed at this gateway. */
export interface ClientLines {
  readonly id: string
  readonly name: string
  /** The wire formats of which one must be served for it to work. */
  readonly protocols: readonly Protocol[]
  /** Each is copied by itself. */
  readonly lines: readonly { readonly what: string; readonly text: string }[]
}

export interface Way {
  /** Where calls go in, without a slash at its end. */
  readonly base: string
  /** What the client sends as its key. */
  readonly key: string
}

const MODELS: Readonly<Record<Protocol, string>> = {
  anthropic: 'claude-sonnet-5',
  gemini: 'gemini-3.7-flash',
  openai: 'gpt-5-mini',
}

/** The lines that point each client here; README.md, "A first request", has what each needs. */
export function toClientLines({ base, key }: Way): readonly ClientLines[] {
  return [
    {
      id: 'claude-code',
      name: 'Claude Code',
      protocols: ['anthropic'],
      lines: [{ what: 'In a shell', text: `ANTHROPIC_BASE_URL=${base} ANTHROPIC_AUTH_TOKEN=${key} claude` }],
    },
    {
      id: 'anthropic',
      name: 'Anthropic SDK',
      protocols: ['anthropic'],
      lines: [
        { what: 'In a shell', text: `export ANTHROPIC_BASE_URL=${base} ANTHROPIC_API_KEY=${key}` },
        { what: 'Or in code', text: `new Anthropic({ baseURL: '${base}', apiKey: '${key}' })` },
      ],
    },
    {
      id: 'openai',
      name: 'OpenAI SDK',
      protocols: ['openai'],
      lines: [
        { what: 'In a shell', text: `export OPENAI_BASE_URL=${base}/v1 OPENAI_API_KEY=${key}` },
        { what: 'Or in code', text: `new OpenAI({ baseURL: '${base}/v1', apiKey: '${key}' })` },
      ],
    },
    {
      id: 'google',
      name: 'Google GenAI SDK',
      protocols: ['gemini'],
      lines: [
        { what: 'In a shell', text: `export GOOGLE_GEMINI_BASE_URL=${base} GEMINI_API_KEY=${key}` },
        { what: 'Or in code', text: `new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${base}' } })` },
      ],
    },
    {
      id: 'curl',
      name: 'curl',
      protocols: ['anthropic', 'openai', 'gemini'],
      lines: [
        { what: 'Anthropic', text: toAnthropicCurl(base, key) },
        { what: 'OpenAI', text: toOpenAiCurl(base, key) },
        { what: 'Gemini', text: toGeminiCurl(base, key) },
      ],
    },
  ]
}

function toAnthropicCurl(base: string, key: string): string {
  return toCurl(`${base}/v1/messages`, [`x-api-key: ${key}`, 'anthropic-version: 2023-06-01'], {
    model: MODELS.anthropic,
    max_tokens: 64,
    messages: [{ role: 'user', content: 'Hello' }],
  })
}

function toOpenAiCurl(base: string, key: string): string {
  return toCurl(`${base}/v1/chat/completions`, [`authorization: Bearer ${key}`], {
    model: MODELS.openai,
    messages: [{ role: 'user', content: 'Hello' }],
  })
}

function toGeminiCurl(base: string, key: string): string {
  return toCurl(`${base}/v1beta/models/${MODELS.gemini}:generateContent`, [`x-goog-api-key: ${key}`], {
    contents: [{ parts: [{ text: 'Hello' }] }],
  })
}

function toCurl(url: string, headers: readonly string[], body: object): string {
  const given = ['content-type: application/json', ...headers].map((header) => `-H '${header}'`).join(' ')
  return `curl ${url} ${given} -d '${JSON.stringify(body)}'`
}
