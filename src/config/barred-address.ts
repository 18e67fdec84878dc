import { isAddress, isPrivateHost, isPublicAddress } from './private-address.ts'

const MAY_NOT = 'is private, and this account may not reach such (allow_private)'

/**
 * Why an account that may reach public addresses alone does not go to this host, as `new URL(…).hostname` has it; `null`
 * where nothing speaks against it before the name is looked up.
 */
export function barHost(hostname: string): string | null {
  if (!isPrivateHost(hostname)) return null
  const host = hostname.replace(/^\[|\]$/g, '')
  return isAddress(host) ? `the address ${host} ${MAY_NOT}` : `the name ${host} ${MAY_NOT}`
}

/** Why it does not go to any of the addresses that its host's name was found to have; `null` where one is public. */
export function barAddresses(addresses: readonly string[], host: string): string | null {
  const [first] = addresses
  if (first === undefined || addresses.some((address) => isPublicAddress(address))) return null
  return `the address ${first} of ${host} ${MAY_NOT}`
}
