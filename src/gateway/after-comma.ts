/** A further piece of a JSON array, which begins with its comma: without it where the bytes before end in one, or in `[`. */
export function afterComma(piece: string, before: Uint8Array | null): string {
  const end = before === null ? undefined : new TextDecoder('latin1').decode(before).trimEnd().at(-1)
  return end === ',' || end === '[' ? piece.replace(/^\s*,/, '') : piece
}
