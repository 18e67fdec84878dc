import { ask, askJson } from './ask.ts'
import { toRecord } from './json.ts'
import { toCookie } from './session.ts'

/** A client key that ends soon, and a session that was bought with it while it was good. */
export interface BriefKey {
  readonly key: string
  readonly cookie: string
  /** Epoch ms. */
  readonly expiresAt: number
}

/**
 * Makes one and signs in with it. On a machine so slow that it has ended by then, another is made that lives twice as long:
 * a short life costs a test its length.
 */
export async function makeBriefKey(url: string, admin: string, scopes: readonly string[]): Promise<BriefKey> {
  for (let lifeMs = 1_500; ; lifeMs *= 2) {
    const expiresAt = Date.now() + lifeMs
    const wanted = { name: 'brief', scopes, expires_at: expiresAt }
    const made = await askJson(`${url}/api/keys`, wanted, { headers: ['x-api-key', admin] })
    const key = String(toRecord(made.text)['key'])
    const signed = await ask(`${url}/api/session`, { method: 'POST', headers: ['x-api-key', key] })
    if (signed.status !== 401) return { key, cookie: toCookie(signed), expiresAt }
  }
}
