import type { Protocol } from '../model/protocol.ts'

/** A made-up account, as an object of the configuration's `accounts`. */
export interface DemoAccount {
  readonly name: string
  readonly pool: string
  readonly provider: Protocol
  readonly api_key: string
  readonly base_url: string
}

/** Who plays in the demo: name and provider of each account of pool `lb`. */
export const CAST = [
  { name: 'anthropic-1', provider: 'anthropic' },
  { name: 'anthropic-2', provider: 'anthropic' },
  { name: 'anthropic-3', provider: 'anthropic' },
  { name: 'anthropic-4', provider: 'anthropic' },
  { name: 'gemini-1', provider: 'gemini' },
  { name: 'gemini-2', provider: 'gemini' },
  { name: 'openai-1', provider: 'openai' },
  { name: 'openai-2', provider: 'openai' },
] as const satisfies readonly { readonly name: string; readonly provider: Protocol }[]

export type Player = (typeof CAST)[number]['name']

/** No vendor gives out such keys: whoever sees one in a log knows that it is worth nothing. */
export function toDemoKey(player: Player): string {
  return `demo-${player}-not-a-real-credential`
}

/** The accounts to put into the configuration; `origin` is the simulated provider's. */
export function toDemoAccounts(origin: string): readonly DemoAccount[] {
  return CAST.map(({ name, provider }) => ({
    name,
    pool: 'lb',
    provider,
    api_key: toDemoKey(name),
    base_url: origin,
  }))
}
