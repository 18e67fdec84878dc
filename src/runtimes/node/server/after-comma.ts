import type { Buffer } from 'node:buffer'

/** A further piece of a JSON array, which begins with its comma: without it where the bytes before end in one, or in `[`. */
export function afterComma(piece: string, before: Buffer | null): string {
  const end = before?.toString('latin1').trimEnd().at(-1)
  return end === ',' || end === '[' ? piece.replace(/^\s*,/, '') : piece
}
