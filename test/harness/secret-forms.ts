/** So many characters of a secret are none by chance, and more than any masked form shows. */
const HEART = 12

/**
 * What a secret is looked for by: its heart, since a part of it is given away like the whole, as it is, as hexadecimal, and
 * as base64 wherever in a longer text it stands.
 */
export function toForms(secret: string): readonly string[] {
  const start = Math.max(0, Math.floor((secret.length - HEART) / 2))
  const heart = secret.slice(start, start + HEART)
  const encoded = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.from('\0'.repeat(shift) + heart)
    // What stands before and after decides about the letters at the ends.
    const inner = (text: string) => text.slice(shift === 0 ? 0 : 4, -4)
    return [
      inner(whole.toString('base64')),
      inner(whole.toString('base64url').padEnd(4 * Math.ceil(whole.length / 3), '=')),
    ]
  })
  return [...new Set([heart, Buffer.from(heart).toString('hex'), ...encoded])]
}

/** Bytes as they may be read: as they are, and with every escape undone and every line break left out. */
export function toReadings(bytes: Buffer): readonly string[] {
  const text = bytes.toString('latin1')
  const plain = text
    .replaceAll(/\\u00([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\[nrt]/g, '')
    .replaceAll(/\\(["\\/])/g, '$1')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/[\r\n\t ]/g, '')
  return plain === text ? [text] : [text, plain]
}
