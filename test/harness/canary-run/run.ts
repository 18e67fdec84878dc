import { ask } from '../ask.ts'
import type { Ask, Told } from '../ask.ts'
import type { Canaries } from '../canaries.ts'
import { toRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import type { OAuthStage } from '../oauth-stage.ts'

/** A gateway that is put through everything, while every answer of it is kept. */
export interface Run {
  readonly canaries: Canaries
  readonly stage: OAuthStage
  readonly uuid: string
  /** Asks with the admin key. A body that is text is sent as it is, anything else as JSON. */
  readonly by: (method: string, path: string, body?: unknown) => Promise<Told>
  /** Asks as a caller of vendors, with this credential. */
  readonly call: (path: string, body: object, sent: Sent) => Promise<Told>
  /** Makes a client key, which is a secret from then on. */
  readonly makeKey: (fields: object) => Promise<{ readonly id: string; readonly key: string }>
}

/** A caller's credential, alone or with other headers, names and values in turn. */
type Sent = string | { readonly credential: string; readonly headers: readonly string[] }

export function createRun(canaries: Canaries, stage: OAuthStage, secrets: { uuid: string; admin: string }): Run {
  const { uuid, admin } = secrets
  const { url } = stage.gateway

  async function send(path: string, asked: Ask, where: string): Promise<Told> {
    return canaries.keep(where, await ask(url + path, asked))
  }

  async function makeKey(fields: object): Promise<{ id: string; key: string }> {
    const headers = ['x-api-key', admin, 'content-type', 'application/json']
    const asked = { method: 'POST', headers, body: JSON.stringify({ name: 'one', ...fields }) }
    const told = await send('/api/keys', asked, 'the answer to making a client key')
    const { id, key }: JsonRecord = toRecord(told.text)
    if (told.status !== 201) throw new Error(`no key was made: ${told.status} ${told.text}`)
    return { id: String(id), key: canaries.note(`a client key (${String(id)})`, String(key)) }
  }

  return {
    canaries,
    stage,
    uuid,
    makeKey,
    by(method, path, body) {
      const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
      const type = body === undefined ? [] : ['content-type', 'application/json']
      const where = `the answer to ${method} ${path.replace(uuid, 'UUID')}`
      return send(path, { method, headers: ['x-api-key', admin, ...type], ...text }, where)
    },
    async call(path, body, sent) {
      const { credential, headers } = typeof sent === 'string' ? { credential: sent, headers: [] } : sent
      const given = ['content-type', 'application/json', ...headers, 'x-api-key', credential]
      const told = await ask(url + path, { method: 'POST', headers: given, body: JSON.stringify(body) })
      const where =
        told.error === '' ? "a vendor's answer that is passed on" : `the refusal of ${path.replace(uuid, 'UUID')}`
      return canaries.keep(where, told)
    },
  }
}
