/** What administers an account, or hands out credentials of it, by the path's first name after its version. */
const ADMINISTRATION: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'admin',
  'api_keys',
  'apikeys',
  'auth',
  'auth_tokens',
  'billing',
  'compliance',
  'credits',
  'dashboard',
  'invites',
  'key',
  'keys',
  'me',
  'oauth',
  'organization',
  'organizations',
  'projects',
  'service_accounts',
  'tunnels',
  'usage',
  'user_profiles',
  'users',
  'vaults',
  'webhook_endpoints',
  'webhooks',
  'workspaces',
])
const VERSION = /^v\d+(?:alpha|beta)?\d*$/

/** Whether a path administers the account behind the gateway, however it is written. */
export function isAdministration(path: string): boolean {
  const names = decode(path)
    .toLowerCase()
    .split('/')
    .map((segment) => segment.split(';')[0]?.trim() ?? '')
    .filter((name) => name !== '')
  const [first = '', second = ''] = names
  return ADMINISTRATION.has(VERSION.test(first) ? second : first)
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
