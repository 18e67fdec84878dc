import { Secret } from '../model/secret.ts'
import type { OAuthClientSettings, WorkloadIdentitySettings } from '../model/settings.ts'
import { endpointUrl, issuerUrl } from './base-url.ts'
import { isRecord, type JsonRecord } from './json-record.ts'
import { refuseShape } from './refuse-shape.ts'
import { isLoopbackHost } from './loopback-host.ts'
import type { Given, SettingReader } from './setting-reader.ts'
import { warnOfUnknown } from './unknown-keys.ts'
import { choice, credential, fileName, textLike } from './value-kinds.ts'

const OAUTH_FIELDS = [
  'authorization_endpoint',
  'token_endpoint',
  'client_id',
  'client_secret',
  'token_endpoint_auth_method',
  'token_requests',
  'scopes',
  'redirect_uri',
  'issuer',
]
const IDENTITY_FIELDS = ['token_endpoint', 'assertion_file', 'assertion']

/** RFC 6749 appendix A.1: visible characters. */
const clientId = textLike(/^[\u0021-\u007e]{1,500}$/, { accepted: 'a client id', mask: 'none' })
const tokenRequests = choice(['form', 'json'] as const)
const authMethod = choice(['client_secret_basic', 'client_secret_post'] as const)
/** RFC 6749 appendix A.2: a space may be in it. */
const clientSecret = textLike(/^[ -~]{1,1000}$/, { accepted: 'a client secret', mask: 'credential' })
/** RFC 6749 §3.3. */
const scope = textLike(/^[!#-[\]-~]{1,200}$/, { accepted: 'a scope', mask: 'none' })

/** Where in the file a section stands: `providers.anthropic.oauth`. */
interface Section {
  readonly place: string
  readonly value: unknown
}

/** `providers.<name>.oauth`: the client that the operator registered there. `null` where there is none, or it cannot be used. */
export function readOAuthClient(reader: SettingReader, { place, value }: Section): OAuthClientSettings | null {
  if (value === undefined) return null
  if (!isRecord(value)) {
    refuseShape(reader, { place, value }, 'an object with authorization_endpoint, token_endpoint and client_id')
    return null
  }
  warnOfUnknown(reader, { place, object: value, known: OAUTH_FIELDS })
  const at = (field: string) => reader.inFile(`${place}.${field}`, value[field])
  for (const field of ['authorization_endpoint', 'token_endpoint', 'client_id'])
    needField(reader, { place, value }, field)
  const secret = reader.use(at('client_secret'), clientSecret, '')
  return {
    authorizationEndpoint: readEndpoint(reader, at('authorization_endpoint'), ''),
    tokenEndpoint: readEndpoint(reader, at('token_endpoint'), ''),
    clientId: reader.use(at('client_id'), clientId, ''),
    clientSecret: secret === '' ? null : new Secret(secret),
    clientAuth: reader.use(at('token_endpoint_auth_method'), authMethod, 'client_secret_basic'),
    tokenRequests: reader.use(at('token_requests'), tokenRequests, 'form'),
    scopes: readScopes(reader, `${place}.scopes`, value['scopes']),
    redirectUri: reader.use<string | null>(at('redirect_uri'), endpointUrl, null),
    issuer: reader.use<string | null>(at('issuer'), issuerUrl, null),
  }
}

/** `providers.<name>.workload_identity`. `tokenEndpoint` is the vendor's documented one, where it has one. */
export function readWorkloadIdentity(
  reader: SettingReader,
  { place, value }: Section,
  tokenEndpoint: string | null,
): WorkloadIdentitySettings | null {
  if (value === undefined) return null
  if (!isRecord(value)) {
    refuseShape(reader, { place, value }, 'an object with assertion_file, or assertion')
    return null
  }
  warnOfUnknown(reader, { place, object: value, known: IDENTITY_FIELDS })
  const at = (field: string) => reader.inFile(`${place}.${field}`, value[field])
  if (tokenEndpoint === null) needField(reader, { place, value }, 'token_endpoint')
  const path = reader.use(at('assertion_file'), fileName, '')
  const text = reader.use(at('assertion'), credential, '')
  if ((value['assertion_file'] === undefined) === (value['assertion'] === undefined)) {
    reader.report.problem({
      setting: place,
      value: null,
      source: { kind: 'file', path: reader.document.path, key: place },
      why: 'where the token is that proves the identity must be said once',
      accepted: 'assertion_file (read for each exchange) or assertion ("${NAME}" of the environment)',
    })
  }
  return {
    tokenEndpoint: readEndpoint(reader, at('token_endpoint'), tokenEndpoint ?? ''),
    assertion: path === '' ? { kind: 'value', value: new Secret(text) } : { kind: 'file', path },
  }
}

/** In the clear only on this machine (RFC 6749 §3.1, §3.2); elsewhere it is used, since the operator says so, and warned of. */
function readEndpoint(reader: SettingReader, given: Given | null, fallback: string): string {
  const url = reader.use(given, endpointUrl, fallback)
  if (given !== null && /^http:/i.test(url) && !isLoopbackHost(new URL(url).hostname)) {
    reader.report.warn(`${given.setting} is not https: tokens go over the network in the clear`)
  }
  return url
}

function readScopes(reader: SettingReader, place: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    refuseShape(reader, { place, value }, 'a list of scopes, ["user:inference"]')
    return []
  }
  return value.map((item, index) => reader.use(reader.inFile(`${place}[${index}]`, item), scope, ''))
}

function needField(reader: SettingReader, from: { place: string; value: JsonRecord }, field: string): void {
  if (from.value[field] !== undefined) return
  const setting = `${from.place}.${field}`
  const source = { kind: 'file', path: reader.document.path, key: setting } as const
  reader.report.problem({ setting, value: null, source, why: 'it is missing', accepted: `a value for ${field}` })
}
