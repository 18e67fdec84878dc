/** Where an agent is to ask, and with what in the place of its key. */
export interface Connection {
  /** The gateway's address, with the uuid and the pool where it goes by them. */
  readonly base: string
  readonly key: string
}

/** An agent's command line as its vendor ships it, connected by the lines of docs/connect.md. */
export interface Agent {
  readonly name: string
  /** Package and version, as npm takes them. */
  readonly package: string
  readonly connect: (connection: Connection) => Setup
}

/** What a user would set, write and type. */
interface Setup {
  readonly env: Readonly<Record<string, string>>
  /** Files below the home folder, by their path. */
  readonly files: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

const PROMPT = 'hello'

export const AGENTS: readonly Agent[] = [
  {
    name: 'claude',
    package: '@anthropic-ai/claude-code@2.1.332',
    connect: ({ base, key }) => ({
      env: { ANTHROPIC_BASE_URL: base, ANTHROPIC_AUTH_TOKEN: key },
      files: {},
      words: ['claude', '--model', 'claude-sonnet-5', '-p', PROMPT],
    }),
  },
  {
    name: 'codex',
    package: '@openai/codex@0.171.0',
    connect: ({ base, key }) => ({
      env: { CODEX_API_KEY: key },
      files: { '.codex/config.toml': `openai_base_url = "${base}/v1"\n` },
      words: ['codex', 'exec', '--skip-git-repo-check', '--model', 'gpt-5-mini', PROMPT],
    }),
  },
  {
    name: 'codex, a provider',
    package: '@openai/codex@0.171.0',
    connect: ({ base, key }) => ({
      env: { CLAUDEFLARE_KEY: key },
      files: {
        '.codex/config.toml': [
          'model_provider = "claudeflare"',
          '[model_providers.claudeflare]',
          'name = "Claudeflare"',
          `base_url = "${base}/v1"`,
          'env_key = "CLAUDEFLARE_KEY"',
          'wire_api = "responses"',
          '',
        ].join('\n'),
      },
      words: ['codex', 'exec', '--skip-git-repo-check', '--model', 'gpt-5-mini', PROMPT],
    }),
  },
  {
    name: 'gemini',
    package: '@google/gemini-cli@0.61.0',
    connect: ({ base, key }) => ({
      env: { GOOGLE_GEMINI_BASE_URL: base, GEMINI_API_KEY: key },
      files: { '.gemini/settings.json': '{ "security": { "auth": { "selectedType": "gemini-api-key" } } }' },
      words: ['gemini', '--skip-trust', '--model', 'gemini-3.7-flash', '-p', PROMPT],
    }),
  },
  ...[
    { provider: 'anthropic', model: 'claude-sonnet-5', path: '/v1' },
    { provider: 'openai', model: 'gpt-5-mini', path: '/v1' },
    { provider: 'google', model: 'gemini-3.7-flash', path: '/v1beta' },
  ].map(({ provider, model, path }) => ({
    name: `opencode, ${provider}`,
    package: 'opencode-ai@1.18.33',
    connect: ({ base, key }: Connection) => ({
      env: {},
      files: {
        '.config/opencode/opencode.json': JSON.stringify({
          provider: { [provider]: { options: { baseURL: base + path, apiKey: key } } },
        }),
      },
      words: ['opencode', 'run', '--model', `${provider}/${model}`, PROMPT],
    }),
  })),
  {
    name: 'qwen',
    package: '@qwen-code/qwen-code@0.24.4',
    connect: ({ base, key }) => ({
      env: { OPENAI_BASE_URL: `${base}/v1`, OPENAI_API_KEY: key, OPENAI_MODEL: 'gpt-5-mini' },
      files: {},
      words: ['qwen', '-p', PROMPT],
    }),
  },
]
