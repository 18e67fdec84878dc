import { poolName, providerName } from '../../config/account-kinds.ts'
import { baseUrl } from '../../config/base-url.ts'
import type { AccountKind } from '../../model/account.ts'
import { ACCOUNTS_POOL } from '../../model/pool.ts'
import { tellFailure } from '../ask-server.ts'
import { askGateway } from '../ask-gateway.ts'
import { FAILED, type Invocation } from '../command.ts'
import { fieldList, fieldText } from '../fields.ts'
import type { Option, Prompts } from '../prompts.ts'
import { type AccountFields, checkOf, leadsInside, refuseName } from './account-flags.ts'
import type { Described } from './describe-account.ts'

const KINDS: readonly Option<AccountKind>[] = [
  { value: 'api_key', label: 'By an API key' },
  { value: 'oauth', label: 'By a sign-in', hint: 'OAuth, with a client that you registered with the vendor' },
  { value: 'workload_identity', label: 'By a workload identity', hint: 'a token proves who this machine is' },
]
const ANOTHER: Option<'another'> = {
  value: 'another',
  label: 'another',
  hint: "one that speaks OpenAI's protocol, at an address of its own",
}
const IDENTITY = [
  ['federation_rule_id', 'Id of the federation rule', 1],
  ['organization_id', 'Id of the organisation', 1],
  ['service_account_id', 'Id of the service account (empty: none)', 0],
  ['workspace_id', 'Id of the workspace (empty: none)', 0],
] as const

const refusePool = checkOf(poolName)
const refuseVendor = checkOf(providerName)
const refuseAddress = checkOf(baseUrl)

/** A person who does not go on, and why. */
class GaveUp extends Error {}

/** Asks for all that an account is, but its credential; the exit status where there is none to be added. */
export async function interview(invocation: Invocation, prompts: Prompts): Promise<Described | number> {
  const answer = await askGateway(invocation, { method: 'GET', path: '/api/providers' })
  if (!answer.ok) return tellFailure(invocation.terminal, answer)
  try {
    return await ask(prompts, fieldList(answer.body, 'items'))
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
    invocation.terminal.err(`claudeflare: ${error.message}nothing was added`)
    return FAILED
  }
}

async function ask(prompts: Prompts, vendors: readonly unknown[]): Promise<Described> {
  const kind = given(await prompts.choose('How does the account prove itself?', KINDS))
  const provider = kind === 'api_key' ? await askVendor(prompts, vendors) : await askOffering(prompts, vendors, kind)
  const name = given(await prompts.text({ message: 'Its name', check: refuseName }))
  const pool = given(
    await prompts.text({ message: 'The pool that it serves in', initial: ACCOUNTS_POOL, check: refusePool }),
  )
  const identity = kind === 'workload_identity' ? await askIdentity(prompts) : {}
  return { kind, fields: { name, pool, ...provider, ...identity } }
}

/** Any vendor takes keys, also one that is not known. */
async function askVendor(prompts: Prompts, vendors: readonly unknown[]): Promise<AccountFields> {
  const chosen = given(await prompts.choose('Which vendor is it of?', [...toOptions(vendors), ANOTHER]))
  if (chosen !== ANOTHER.value) return { provider: chosen }
  const provider = given(await prompts.text({ message: "The vendor's name", check: refuseVendor }))
  const address = given(await prompts.text({ message: 'Its address, https://…', check: refuseAddress }))
  const fields = { provider, base_url: address }
  if (!leadsInside(address)) return fields
  const isLet = await prompts.confirm('That is on this machine or a private network. May its calls go there?')
  if (isLet !== true) throw new GaveUp('')
  return { ...fields, allow_private: true }
}

async function askOffering(
  prompts: Prompts,
  vendors: readonly unknown[],
  kind: 'oauth' | 'workload_identity',
): Promise<AccountFields> {
  const options = toOptions(vendors.filter((vendor) => fieldText(vendor, kind) === 'true'))
  if (options.length === 0) {
    throw new GaveUp(`no vendor is set up for that, by providers.<name>.${kind} in the config file; `)
  }
  return { provider: given(await prompts.choose('Which vendor is it of?', options)) }
}

async function askIdentity(prompts: Prompts): Promise<AccountFields> {
  const fields: Record<string, unknown> = {}
  for (const [field, message, least] of IDENTITY) {
    const check = (text: string) =>
      text.length >= least && isId(text) ? null : 'accepted is up to 200 visible characters'
    const answer = given(await prompts.text({ message, check }))
    if (answer !== '') fields[field] = answer
  }
  return fields
}

function isId(text: string): boolean {
  return /^[!-~]{0,200}$/.test(text)
}

function toOptions(vendors: readonly unknown[]): readonly Option<string>[] {
  return vendors.map((vendor) => ({ value: fieldText(vendor, 'name'), label: fieldText(vendor, 'name') }))
}

function given<T>(answer: T | null): T {
  if (answer === null) throw new GaveUp('')
  return answer
}
