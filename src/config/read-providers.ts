import type { Provider } from '../model/settings.ts'
import { KNOWN_PROVIDERS } from '../model/providers.ts'
import { providerName } from './account-kinds.ts'
import { baseUrl } from './base-url.ts'
import { isRecord, type JsonRecord, valueAt } from './json-record.ts'
import { refuseShape } from './refuse-shape.ts'
import type { Given, SettingReader } from './setting-reader.ts'
import type { SettingKey } from './setting-table.ts'
import { readOAuthClient, readWorkloadIdentity } from './read-sign-in.ts'
import { warnOfUnknown } from './unknown-keys.ts'

/** Providers whose base URL has a variable of its own. */
const WITH_VARIABLE: ReadonlyMap<string, SettingKey> = new Map([
  ['anthropic', 'providers.anthropic.base_url'],
  ['gemini', 'providers.gemini.base_url'],
  ['openai', 'providers.openai.base_url'],
])

const FIELDS = ['base_url', 'oauth', 'workload_identity']

/** The built-in providers with the base URLs they are given, and those that the file adds, which speak OpenAI's protocol. */
export function readProviders(reader: SettingReader): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>(KNOWN_PROVIDERS.map((provider) => [provider.name, provider]))
  const section = valueAt(reader.document.root, 'providers')
  if (section !== undefined && !isRecord(section))
    refuseShape(reader, { place: 'providers', value: section }, 'an object of providers by name')
  const written = isRecord(section) ? section : {}
  for (const [name, key] of WITH_VARIABLE) {
    const built = providers.get(name)
    const url = readBaseUrl(reader, reader.find(key))
    if (built !== undefined && url !== null) providers.set(name, { ...built, baseUrl: url })
  }
  for (const [name, value] of Object.entries(written)) {
    const place = `providers.${name}`
    if (!isRecord(value)) {
      refuseShape(reader, { place, value }, 'an object, {"base_url": "https://llm.example"}')
      continue
    }
    warnOfUnknown(reader, { place, object: value, known: FIELDS })
    const key = name.toLowerCase()
    const known = providers.get(key)
    const url = WITH_VARIABLE.has(name) ? null : readOwnUrl(reader, name, value)
    const address = url ?? known?.baseUrl ?? null
    if (address === null) continue
    const protocol = known?.protocol ?? 'openai'
    const exchange = protocol === 'anthropic' ? `${address}/v1/oauth/token` : null
    providers.set(key, {
      name: key,
      protocol,
      baseUrl: address,
      oauth: readOAuthClient(reader, { place: `${place}.oauth`, value: value['oauth'] }),
      workloadIdentity: readWorkloadIdentity(
        reader,
        { place: `${place}.workload_identity`, value: value['workload_identity'] },
        exchange,
      ),
    })
  }
  return providers
}

function readOwnUrl(reader: SettingReader, name: string, value: JsonRecord): string | null {
  const place = `providers.${name}`
  reader.use(reader.inFile(place, name), providerName, '')
  return readBaseUrl(reader, reader.inFile(`${place}.base_url`, value['base_url']))
}

function readBaseUrl(reader: SettingReader, given: Given | null): string | null {
  const url = reader.use<string | null>(given, baseUrl, null)
  if (url !== null && given !== null && /\/v1(?:beta)?$/.test(url)) {
    reader.report.warn(`${given.setting} ends with a version, which requests bring along too (/v1/…): leave it out`)
  }
  return url
}
