import { z } from 'zod'
import {
  accountName,
  maxInFlight,
  modelPattern,
  modelTarget,
  poolName,
  priority,
  providerName,
  quotaGroup,
  weight,
} from '../config/account-kinds.ts'
import { baseUrl, endpointUrl } from '../config/base-url.ts'
import type { ValueKind } from '../config/value-kind.ts'
import { credential, share } from '../config/value-kinds.ts'
import { PROTOCOLS } from '../model/protocol.ts'
import { shownText } from './contract.ts'

/* What the control API takes for accounts: the words of the config file (contract §3), held to the same rules. */

/** A text that the config file would take too. Nothing in it is read from the environment: that is for the file alone. */
function textOf(kind: ValueKind<string>) {
  return z
    .string()
    .refine((text) => !/^\$\{[^}]*\}$/.test(text), 'names a variable, which only the config file reads')
    .transform((text, context) => {
      const parsed = kind.parse({ kind: 'json', value: text })
      if (parsed.ok) return parsed.value
      context.addIssue({ code: 'custom', message: `accepted is ${kind.accepted}` })
      return z.NEVER
    })
}

function numberOf(kind: ValueKind<number>) {
  return z.number().refine((value) => kind.parse({ kind: 'json', value }).ok, `accepted is ${kind.accepted}`)
}

/** Zod leaves `__proto__` out of a record without a word: whoever sends it must not be told that it was taken. */
const modelMap = z.preprocess(
  (given, context) => {
    if (given instanceof Object && Object.hasOwn(given, '__proto__')) {
      context.addIssue({ code: 'custom', message: '__proto__ is no name of a model' })
    }
    return given
  },
  z
    .record(textOf(modelPattern), textOf(modelTarget))
    .describe('what a model is called at the provider; the first pattern that matches counts'),
)

const note = shownText(1_000).nullable()
/** What a vendor calls its own things. */
const vendorId = shownText(200).regex(/^[!-~]{1,200}$/, 'accepted is up to 200 visible characters')

/** What every new account may say. */
const changeable = {
  name: textOf(accountName).optional(),
  pool: textOf(poolName).optional(),
  weight: numberOf(weight).optional(),
  priority: numberOf(priority).optional(),
  models: z.array(textOf(modelPattern)).max(1_000).optional().describe('patterns; empty means all'),
  model_map: modelMap.optional(),
  max_in_flight: numberOf(maxInFlight).nullable().optional().describe('calls under way at a time; null is no bound'),
  max_utilization: numberOf(share)
    .nullable()
    .optional()
    .describe("share of each limit that may be used, above 0 up to 1; null is its pool's"),
  quota_group: textOf(quotaGroup)
    .nullable()
    .optional()
    .describe('accounts of one group share their limits; null is as the vendor tells'),
  note: note.optional(),
}

export const accountBody = z.strictObject({
  ...changeable,
  kind: z.enum(['api_key', 'workload_identity']).default('api_key'),
  provider: textOf(providerName).optional().describe("by the key's prefix where it is absent"),
  api_key: textOf(credential).optional(),
  base_url: textOf(baseUrl).nullable().optional().describe("the provider's where it is absent"),
  allow_private: z.boolean().default(false).describe('whether base_url may be an address of a private network'),
  federation_rule_id: vendorId.optional().describe('for workload_identity'),
  organization_id: vendorId.optional().describe('for workload_identity'),
  service_account_id: vendorId.optional().describe('for workload_identity'),
  workspace_id: vendorId.optional().describe('for workload_identity'),
})

export const accountPatch = z
  .strictObject({
    ...changeable,
    api_key: textOf(credential).optional().describe('a new credential; the account starts clean'),
    provider: textOf(providerName).optional().describe('only together with api_key'),
    base_url: textOf(baseUrl).nullable().optional().describe('only together with api_key'),
    allow_private: z.boolean().optional().describe('only together with api_key'),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'nothing to change')

export const signInRequest = z.strictObject({
  ...changeable,
  provider: textOf(providerName).optional().describe('needed for a new account'),
  account: z.string().min(1).optional().describe('id or name of the account that signs in again'),
  redirect_uri: textOf(endpointUrl).optional().describe('loopback, or the one that the config file names'),
})

export const signInBegun = z.object({
  id: z.string().describe('hand it back with the answer'),
  authorize_url: z.string(),
  redirect_uri: z.string(),
  expires_at: z.int().describe('epoch milliseconds'),
})

export const signInAnswer = z.strictObject({
  id: z.string().min(1),
  redirected_to: z
    .string()
    .max(10_000)
    .optional()
    .describe('the whole address that the vendor sent the person back to'),
  code: z.string().min(1).max(4_000).optional(),
  state: z.string().min(1).max(1_000).optional(),
  iss: z.string().max(1_000).optional(),
})

export const accountChecked = z.object({
  ok: z.boolean().describe('whether the vendor took the credential'),
  result: z
    .enum(['valid', 'refused', 'limited', 'unready', 'unreachable', 'unclear'])
    .describe('unready: there is no token to send; unclear: the answer tells nothing about the credential'),
  status: z.int().nullable().describe("the vendor's; null where no answer came"),
  tookMs: z.number().min(0),
  detail: z.string().describe('in words'),
})

export const providerRow = z.object({
  id: z.string(),
  name: z.string(),
  protocol: z.enum(PROTOCOLS),
  base_url: z.string(),
  oauth: z.boolean().describe('whether people can sign in there: an OAuth client is configured'),
  redirect_uri: z
    .string()
    .nullable()
    .describe('where its sign-ins come back to; null is an address of the own machine, on any port'),
  workload_identity: z.boolean(),
})

export type AccountBody = z.output<typeof accountBody>
export type AccountPatch = z.output<typeof accountPatch>
export type SignInBody = z.output<typeof signInRequest>
export type ProviderRow = z.infer<typeof providerRow>
export type SignInBegun = z.infer<typeof signInBegun>
export type AccountCheckedBody = z.infer<typeof accountChecked>
