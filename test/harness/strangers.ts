import { createHash } from 'node:crypto'
import { ask, askJson } from './ask.ts'
import { makeBriefKey } from './brief-key.ts'
import { toRecord } from './json.ts'
import { signIn } from './session.ts'

/** Somebody without what it takes: a name for the test's message, and the headers that are sent. */
export interface Stranger {
  readonly name: string
  readonly headers: readonly string[]
}

export interface Strangers {
  /** Without any credential that ever was one here. */
  readonly unknown: readonly Stranger[]
  /** With one that was good once. */
  readonly expired: readonly Stranger[]
  /** With a key that is good for something else, by its scope. */
  readonly lower: Readonly<Record<'call' | 'admin' | 'metrics' | 'stateful', Stranger>>
  /** With a good session of an admin's. */
  readonly session: Stranger
  /** Id of a key that exists. */
  readonly keyId: string
}

/** Everybody who might try the doors of a gateway that has this admin key. */
export async function gatherStrangers(url: string, adminKey: string): Promise<Strangers> {
  const makeKey = async (fields: object) => {
    const told = await askJson(`${url}/api/keys`, { name: 'someone', ...fields }, { headers: ['x-api-key', adminKey] })
    const { id, key } = toRecord(told.text)
    return { id: String(id), key: String(key) }
  }
  const ofScope = async (scope: string): Promise<Stranger> => {
    const { key } = await makeKey({ scopes: [scope] })
    return { name: `a key of scope ${scope}`, headers: ['x-api-key', key] }
  }
  const [call, admin, metrics, stateful] = await Promise.all(['call', 'admin', 'metrics', 'stateful'].map(ofScope))
  if (call === undefined || admin === undefined || metrics === undefined || stateful === undefined) {
    throw new Error('not every scope has its key')
  }
  const good = await makeKey({ scopes: ['admin', 'call'] })
  const brief = await makeBriefKey(url, adminKey, ['admin', 'call', 'metrics', 'stateful'])
  const ended = await signIn(url, adminKey)
  const sessionUrl = `${url}/api/session`
  await ask(sessionUrl, { method: 'DELETE', headers: ['cookie', ended, 'origin', url] })
  while ((await ask(sessionUrl, { headers: ['x-api-key', brief.key] })).status !== 401) continue

  const { key } = good
  return {
    keyId: good.id,
    unknown: [
      { name: 'nothing', headers: [] },
      { name: 'an empty x-api-key', headers: ['x-api-key', ''] },
      { name: 'an empty Bearer', headers: ['authorization', 'Bearer '] },
      { name: 'Bearer alone', headers: ['authorization', 'Bearer'] },
      { name: 'an empty x-goog-api-key', headers: ['x-goog-api-key', ''] },
      { name: 'the key as Basic', headers: ['authorization', `Basic ${Buffer.from(`${key}:`).toString('base64')}`] },
      { name: 'the key without a scheme', headers: ['authorization', key] },
      { name: 'a wrong key', headers: ['x-api-key', `cf_${'0'.repeat(36)}`] },
      { name: 'a key cut off', headers: ['x-api-key', key.slice(0, -1)] },
      { name: 'its first 20 characters', headers: ['x-api-key', key.slice(0, 20)] },
      { name: 'a key with more behind it', headers: ['x-api-key', `${key}0`] },
      { name: 'a key in other case', headers: ['x-api-key', key.toUpperCase()] },
      { name: 'the hash of a key', headers: ['x-api-key', createHash('sha256').update(key).digest('hex')] },
      { name: 'the id of a key', headers: ['x-api-key', good.id] },
      { name: 'two keys, one of them wrong', headers: ['x-api-key', key, 'authorization', 'Bearer cf_wrong'] },
      { name: 'the key as a session', headers: ['cookie', `claudeflare_session=${key}`, 'origin', url] },
      { name: 'an empty session', headers: ['cookie', 'claudeflare_session=', 'origin', url] },
      { name: 'an unknown session', headers: ['cookie', `claudeflare_session=${'A'.repeat(43)}`, 'origin', url] },
    ],
    expired: [
      { name: 'an expired key', headers: ['x-api-key', brief.key] },
      { name: 'the session of an expired key', headers: ['cookie', brief.cookie, 'origin', url] },
      { name: 'a session that was signed out', headers: ['cookie', ended, 'origin', url] },
    ],
    lower: { call, admin, metrics, stateful },
    session: { name: 'a session', headers: ['cookie', await signIn(url, adminKey), 'origin', url] },
  }
}
