/** What is wrong, and what to do about it, by the code that the system or the driver gives. `HOST` is put in. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS knows no HOST: check the base URL, and the DNS of this machine',
  EAI_AGAIN: 'DNS does not answer for HOST: check the network and the DNS of this machine',
  ECONNREFUSED: 'HOST refuses the connection: check the port of the base URL, and whether anything listens there',
  ECONNRESET: 'HOST closes the connection: a firewall may stand in between, or a proxy be needed (HTTPS_PROXY)',
  EPIPE: 'HOST closes the connection: a firewall may stand in between, or a proxy be needed (HTTPS_PROXY)',
  UND_ERR_SOCKET: 'HOST closes the connection: a firewall may stand in between, or a proxy be needed (HTTPS_PROXY)',
  ETIMEDOUT: 'HOST does not answer in time: a firewall may stand in between, or a proxy be needed (HTTPS_PROXY)',
  ENETUNREACH: 'there is no way to HOST: check the network of this machine',
  EHOSTUNREACH: 'there is no way to HOST: check the network of this machine',
  CERT_HAS_EXPIRED: 'the certificate of HOST has expired: check the clock of this machine, then ask who runs it',
  CERT_NOT_YET_VALID: 'the certificate of HOST is not valid yet: check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate that HOST shows is for another name: check the base URL',
  EPROTO: 'HOST speaks no TLS: check whether the base URL is to begin with http:// or https://',
}
const UNTRUSTED =
  'the certificate of HOST is signed by nobody known here: where a proxy signs it, name its certificate in NODE_EXTRA_CA_CERTS'
const SAME_AS: readonly (readonly [pattern: RegExp, words: string | undefined])[] = [
  [/^UND_ERR_.*TIMEOUT$|^ESOCKETTIMEDOUT$/, WORDS['ETIMEDOUT']],
  [/SELF_SIGNED|^UNABLE_TO_/, UNTRUSTED],
  [/^ERR_SSL_/, WORDS['EPROTO']],
]

/** Why nothing came from a host, as a sentence without its full stop. Drivers wrap errors: the innermost code counts. */
export function tellUnreachable(error: unknown, host: string): string {
  const code = codeOf(error)
  const words = WORDS[code] ?? SAME_AS.find(([pattern]) => pattern.test(code))?.[1]
  if (words !== undefined) return words.replaceAll('HOST', host)
  if (isLate(error)) return (WORDS['ETIMEDOUT'] ?? '').replaceAll('HOST', host)
  return `${host} cannot be reached: ${error instanceof Error ? error.message : String(error)}`
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const inner = codeOf(error.cause)
  if (inner !== '') return inner
  if ('code' in error && typeof error.code === 'string') return error.code
  // One for each address that was tried.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}

function isLate(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.message.startsWith('no whole answer came'))
}
