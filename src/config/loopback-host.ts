/** Whether an address to listen on is reachable from this machine only. Names and addresses, IPv6 with or without brackets. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  const mapped = /^::ffff:(.*)$/.exec(name)?.[1] ?? name
  if (/^127(?:\.\d{1,3}){3}$/.test(mapped)) return true
  return /^(?:0{1,4}:){7}0{0,3}1$/.test(name) || name === '::1'
}
