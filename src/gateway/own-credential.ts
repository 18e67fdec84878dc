import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import { providerOfKey } from '../model/providers.ts'
import { Secret } from '../model/secret.ts'
import type { Provider } from '../model/settings.ts'
import { isHeader } from './headers.ts'
import type { RequestHead } from './request-head.ts'
import { queryParameter } from './target.ts'

/**
 * The caller's own provider credential on a single-key route, as an account that nobody keeps. It is known by its prefix
 * and goes to that vendor only (contract §4); `null` where the caller sent none, or a placeholder.
 */
export function ownAccount(head: RequestHead, providers: ReadonlyMap<string, Provider>): Account | null {
  for (const value of presented(head)) {
    const provider = providers.get(providerOfKey(value) ?? '')
    if (provider !== undefined) return toAccount(value, provider)
  }
  return null
}

function* presented(head: RequestHead): Generator<string> {
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const name = head.headers[i] ?? ''
    const value = (head.headers[i + 1] ?? '').trim()
    if (isHeader(name, 'x-api-key') || isHeader(name, 'x-goog-api-key')) yield value
    else if (isHeader(name, 'authorization')) yield value.replace(/^bearer\s+/i, '')
  }
  const inQuery = queryParameter(head.query, 'key')
  if (inQuery !== null) yield inQuery
}

function toAccount(credential: string, provider: Provider): Account {
  return {
    id: 'own' as AccountId,
    name: 'own credential',
    pool: '',
    provider: provider.name,
    protocol: provider.protocol,
    baseUrl: provider.baseUrl,
    kind: 'api_key',
    credential: new Secret(credential),
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'environment',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
  }
}
