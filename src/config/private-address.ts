import ipaddr from 'ipaddr.js'

type Range = readonly [ipaddr.IPv6, number]

/** What is handed out as global unicast (RFC 4291 §2.4). Whatever IPv6 lies outside of it is no address of a vendor. */
const GLOBAL: Range = [ipaddr.IPv6.parse('2000::'), 3]
/** IPv4 in an IPv6 socket (RFC 4291 §2.5.5.2): the system connects to the IPv4 address. */
const MAPPED: Range = [ipaddr.IPv6.parse('::ffff:0:0'), 96]
/** What a network without IPv4 reaches IPv4 hosts by (RFC 6052 §2.1): vendors have such addresses there, by DNS64. */
const TRANSLATED: Range = [ipaddr.IPv6.parse('64:ff9b::'), 96]
/** Azure's metadata and host services, at an address that looks public. */
const AZURE_HOST = '168.63.129.16'

const FOUR_PARTS = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** Names that only a machine or its network knows: RFC 6761, 6762 (with appendix G), 8375, and ICANN's `internal`. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/

/**
 * Whether an IP address, as text, is one on the public internet. Not so are loopback, unspecified, link-local, private,
 * shared (RFC 6598), documentation, benchmarking, multicast, broadcast and reserved ones, those of metadata services, and
 * every IPv6 form that hides one of them. Of forms that hold an IPv4 address, mapped and translated ones are what it is;
 * 6to4, Teredo, ISATAP, compatible and locally translated ones are never public. Nor is what is no address, or one with a
 * zone.
 */
export function isPublicAddress(text: string): boolean {
  if (isV4(text)) return isPublicV4(ipaddr.IPv4.parse(text))
  if (!isPlainV6(text)) return false
  const address = ipaddr.IPv6.parse(text)
  if (isIn(address, MAPPED) || isIn(address, TRANSLATED))
    return isPublicV4(new ipaddr.IPv4(address.toByteArray().slice(12)))
  return isIn(address, GLOBAL) && address.range() === 'unicast' && !isIsatap(address)
}

/** An IP address, as text; brackets, as URLs write them, are no part of it. */
export function isAddress(text: string): boolean {
  return isV4(text) || ipaddr.IPv6.isValid(text)
}

/**
 * Whether a host, as `new URL(…).hostname` has it, is private by what it says, before any name is looked up: an address
 * that is not public, or a name that only a machine or its network knows.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.+$/g, '').toLowerCase()
  if (isAddress(host)) return !isPublicAddress(host)
  return !host.includes('.') || LOCAL_NAME.test(host)
}

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== AZURE_HOST
}

/** Four decimals. The library is not asked about every name: it throws and catches an error for each. */
function isV4(text: string): boolean {
  return FOUR_PARTS.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)
}

/**
 * An IPv6 address that every parser reads alike: without a zone; and its IPv4 part, if it is written so, is neither octal
 * nor all there is (`::8.8.8.8`, which the library takes for a mapped one).
 */
function isPlainV6(text: string): boolean {
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false
  if (!text.includes('.')) return true
  const colon = text.lastIndexOf(':')
  return colon > 1 && isV4(text.slice(colon + 1))
}

/** An interface identifier that leads into a site's IPv4 network (RFC 5214 §6.1), whatever prefix stands before it. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200)
}

function isIn(address: ipaddr.IPv6, [base, bits]: Range): boolean {
  return address.match(base, bits)
}
