/** A whole number as a person writes it, within these bounds; `null` where it is none. */
export function readWhole(
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : null
  return value === null || value < least || value > most ? null : value
}
