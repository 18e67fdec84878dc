import { ask, askJson } from './ask.ts'
import type { Ask, Told } from './ask.ts'
import type { JsonRecord } from './json.ts'
import { toItems, toRecord } from './json.ts'
import type { Stage } from './stage.ts'
import { MESSAGE } from './stage.ts'

/** The admin key of a stage that is opened with `ADMIN_ENV`. */
const ADMIN_KEY = 'canary-of-an-admin-key-0123456789'
export const ADMIN_ENV = { CLAUDEFLARE_ADMIN_KEY: ADMIN_KEY } as const
const AS_ADMIN = ['x-api-key', ADMIN_KEY]

/** One client key of a stage. */
export interface TestKey {
  readonly id: string
  readonly key: string
  /** Sends one message with it, through pool `lb` unless the key was made for another. */
  message(extra?: object, asked?: Ask): Promise<Told>
  /** Asks for a path with it. */
  post(path: string, body: object): Promise<Told>
  /** As the control API shows it. */
  row(): Promise<JsonRecord>
  /** The requests it made, as the ledger shows them. */
  requests(): Promise<readonly JsonRecord[]>
  delete(): Promise<void>
}

let made = 0

/** Makes a client key of pool `lb`, with these limits. */
export async function makeKey(stage: Stage, limits: object = {}): Promise<TestKey> {
  const { url } = stage.gateway
  made += 1
  const name = `key-of-test-${made}`
  const told = await askJson(`${url}/api/keys`, { name, pools: ['lb'], ...limits }, { headers: AS_ADMIN })
  if (told.status !== 201) throw new Error(`no key was made: ${told.status} ${told.text}`)
  const { id, key } = toRecord(told.text)
  const headers = ['x-api-key', String(key)]
  return {
    id: String(id),
    key: String(key),
    message: (extra = {}, asked = {}) => askJson(`${url}/v1/messages`, { ...MESSAGE, ...extra }, { ...asked, headers }),
    post: (path, body) => askJson(url + path, body, { headers }),
    row: () => rowOf(stage, String(id)),
    requests: async () =>
      toItems((await ask(`${url}/api/requests?limit=500&client=${name}`, { headers: AS_ADMIN })).text),
    async delete() {
      const gone = await ask(`${url}/api/keys/${String(id)}`, { method: 'DELETE', headers: AS_ADMIN })
      if (gone.status !== 204) throw new Error(`it was not deleted: ${gone.status} ${gone.text}`)
    },
  }
}

/** A client key as the control API shows it. */
export async function rowOf(stage: Stage, id: string): Promise<JsonRecord> {
  const rows = toItems((await ask(`${stage.gateway.url}/api/keys`, { headers: AS_ADMIN })).text)
  const row = rows.find((one) => one['id'] === id)
  if (row === undefined) throw new Error(`there is no key ${id}`)
  return row
}
