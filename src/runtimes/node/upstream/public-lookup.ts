import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { barAddresses } from '../../../config/barred-address.ts'
import { isPublicAddress } from '../../../config/private-address.ts'

/** A connection that was not opened, because its account may not reach that address. The message is for the operator. */
export class AddressBarred extends Error {
  override readonly name = 'AddressBarred'
}

/**
 * Finds public addresses alone. A socket connects to what this finds and asks nobody again, so that a name which means
 * another address the next time (DNS rebinding) gains nothing; each candidate of Happy Eyeballs is one of these too.
 */
export function createPublicLookup(find: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    find(hostname, { ...options, all: true }, (error, found, family) => {
      if (error !== null) {
        callback(error, [])
        return
      }
      const addresses = typeof found === 'string' ? [toAddress(found, family)] : found
      const barred = barAddresses(
        addresses.map(({ address }) => address),
        hostname,
      )
      if (barred !== null) {
        callback(new AddressBarred(barred), [])
        return
      }
      const open = addresses.filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (options.all === true || first === undefined) callback(null, open)
      else callback(null, first.address, first.family)
    })
  }
}

function toAddress(address: string, family: number | undefined): LookupAddress {
  return { address, family: family ?? 0 }
}
