import type { ClientKeyRecord } from '../model/client-key.ts'

/**
 * Whether stored keys end open mode while none of them is good for the control API: so it is where keys were made with
 * `CLAUDEFLARE_ADMIN_KEY`, and that is not set any more. The key of the environment is not among them.
 */
export function lacksAdmin(stored: readonly ClientKeyRecord[], now: number): boolean {
  return (
    stored.length > 0 &&
    !stored.some(({ scopes, expiresAt }) => scopes.includes('admin') && (expiresAt === null || now < expiresAt))
  )
}

/** What goes before the way out of it, which is another on each runtime. */
export const NO_ADMIN_KEY =
  'client keys exist, but none of scope admin, so nobody can use the control API or the dashboard: '
