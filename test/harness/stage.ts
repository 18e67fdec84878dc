import { startFakeProvider } from '../../src/demo/provider.ts'
import type { FakeProvider } from '../../src/demo/provider.ts'
import type { Step } from '../../src/demo/step.ts'
import { ask, askJson } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import { runtime } from './runtime.ts'
import type { Gateway, GatewaySettings } from './settings.ts'
import { UUID } from './settings.ts'

/** What a stage is made of: how many keys of each vendor pool `lb` holds, and the rest. */
export interface StagePlan extends GatewaySettings {
  readonly anthropic?: number
  readonly gemini?: number
  readonly openai?: number
  /** Weights of the keys in their order. */
  readonly weights?: readonly number[]
  readonly strategy?: string
  /** The provider's port, where a later stage has to find the same vendor again: what is remembered is bound to it. */
  readonly vendorPort?: number
  /** Which credentials the provider takes: all by default. */
  readonly admits?: (credential: string) => boolean
}

/** A gateway between a test and a fake provider. */
export interface Stage extends AsyncDisposable {
  readonly provider: FakeProvider
  readonly gateway: Gateway
  /** `http://127.0.0.1:PORT/UUID/lb` */
  readonly lb: string
  /** Credentials of `key-1`, `key-2`, … in their order. */
  readonly keys: readonly string[]
  /** Scripts the key of this number, from 1. */
  script(key: number, ...steps: readonly Step[]): void
  /** What it does after its script, or always. */
  always(key: number, step: Step): void
  /** Sends one message through pool `lb`. */
  message(extra?: object, asked?: Ask): Promise<Told>
  /** How many requests each key received, in order. */
  hits(): readonly number[]
}

const PREFIXES = { anthropic: 'sk-ant-', gemini: 'AIza', openai: 'sk-proj-' } as const

/** A credential that looks like the vendor's and shows in any log it must not be in. */
export function toCanary(vendor: keyof typeof PREFIXES, number: number): string {
  return `${PREFIXES[vendor]}canary${number}-0123456789abcdefghij${number}`
}

export async function openStage(plan: StagePlan = {}): Promise<Stage> {
  const provider = await startFakeProvider({
    port: plan.vendorPort ?? 0,
    ...(plan.admits === undefined ? {} : { admits: plan.admits }),
  })
  const keys: string[] = []
  for (const vendor of ['anthropic', 'gemini', 'openai'] as const) {
    const count = plan[vendor] ?? 0
    for (let index = 0; index < count; index += 1) keys.push(toCanary(vendor, keys.length + 1))
  }
  const listed = keys.map((key, index) => (plan.weights === undefined ? key : `${key}:${plan.weights[index] ?? 1}`))
  const settings: GatewaySettings = {
    ...plan,
    env: {
      UPSTREAM_ANTHROPIC_URL: provider.url,
      UPSTREAM_GEMINI_URL: provider.url,
      UPSTREAM_OPENAI_URL: provider.url,
      ...(keys.length > 0 ? { LOAD_BALANCER_API_KEYS: listed.join(',') } : {}),
      ...(plan.strategy === undefined ? {} : { LOAD_BALANCER_STRATEGY: plan.strategy }),
      ...plan.env,
    },
  }
  const gateway = await runtime.start(settings).catch(async (error: unknown) => {
    await provider.close()
    throw error
  })
  const lb = `${gateway.url}/${UUID}/lb`
  const toKey = (number: number) => keys[number - 1] ?? `no key ${number}`
  return {
    provider,
    gateway,
    lb,
    keys,
    script: (key, ...steps) => void provider.on(toKey(key)).script(steps),
    always: (key, step) => void provider.on(toKey(key)).otherwise(step),
    message: (extra = {}, asked = {}) => askJson(`${lb}/v1/messages`, { ...MESSAGE, ...extra }, asked),
    hits: () => keys.map((key) => provider.counts().byKey[key] ?? 0),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await provider.close()
    },
  }
}

/** A plain question, as it goes over the wire. */
export const MESSAGE = {
  model: 'claude-sonnet-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Is anybody there?' }],
} as const

/** What the control API and the management endpoints answer, read as JSON. */
export async function getJson(url: string, asked: Ask = {}): Promise<unknown> {
  const told = await ask(url, asked)
  if (told.status !== 200) throw new Error(`${url} answered ${told.status}: ${told.text}`)
  return JSON.parse(told.text)
}
