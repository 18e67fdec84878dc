import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import { scanBody } from '../protocols/scan-body.ts'
import { joinBytes } from './join-bytes.ts'
import { toProviderModel } from './model-map.ts'

/** Where an account's calls go: an origin to connect to, and what stands before the vendor's path. */
export interface Upstream {
  readonly origin: string
  /** Empty, or a path without a slash at the end. */
  readonly prefix: string
}

const known = new Map<string, Upstream>()
const MEMO_LIMIT = 10_000

/** Splits `scheme://host[:port][/prefix]`. */
export function toUpstream(baseUrl: string): Upstream {
  let upstream = known.get(baseUrl)
  if (upstream === undefined) {
    const url = new URL(baseUrl)
    upstream = { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') }
    if (known.size < MEMO_LIMIT) known.set(baseUrl, upstream)
  }
  return upstream
}

/**
 * Path and body as this account's provider is to get them: as they came, but for a model that it knows by another name.
 * The body is given back itself where nothing of it changes.
 */
export function toOutgoing<Body extends Uint8Array>(
  account: Account,
  call: Call,
  body: Body | null,
): { readonly path: string; readonly body: Body | Uint8Array | null } {
  const path = toPath(toUpstream(account.baseUrl).prefix, call.path) + call.query
  if (account.modelMap.length === 0 || call.model === null) return { path, body }
  const model = toProviderModel(account, call.model)
  if (model === call.model) return { path, body }
  const inPath = `/models/${call.model}`
  if (call.path.includes(inPath)) return { path: path.replace(inPath, () => `/models/${model}`), body }
  return { path, body: body === null ? null : withModel(body, model) }
}

/** What is asked for of a vendor at that address: `path` below the address's own. */
export function toUpstreamPath(baseUrl: string, path: string): string {
  return toPath(toUpstream(baseUrl).prefix, path)
}

/** Many vendors name their address with its `/v1`, which the call's path brings too. */
function toPath(prefix: string, path: string): string {
  const version = path.slice(0, path.indexOf('/', 1))
  return prefix.endsWith(version) ? prefix + path.slice(version.length) : prefix + path
}

/** The body with another model's name in the place of its own, every other byte as it was. */
function withModel(body: Uint8Array, model: string): Uint8Array {
  const span = scanBody(body).model
  if (span === null) return body
  const name = new TextEncoder().encode(JSON.stringify(model))
  return joinBytes([body.subarray(0, span.start), name, body.subarray(span.end)])
}
