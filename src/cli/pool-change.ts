/** What is said of a pool, as the control API takes it, or what is wrong with it as half a sentence. */
export type PoolFieldsRead =
  | { readonly ok: true; readonly fields: Readonly<Record<string, string | number | boolean>> }
  | { readonly ok: false; readonly why: string }

/** By flag: what the API calls it, and how it is written. Whether a value can be used the gateway says. */
const FIELDS = [
  ['strategy', 'text'],
  ['window-size', 'number'],
  ['session-duration-ms', 'number'],
  ['session-scope', 'text'],
  ['max-hold-ms', 'number'],
  ['max-utilization', 'number'],
  ['allow-overage', 'truth'],
] as const

/** `pools set` without any of it is a mistake. */
export const NOTHING_TO_CHANGE = `nothing to change: set takes ${FIELDS.map(([flag]) => `--${flag}`).join(', ')}`

/** Those that are given; there may be none. */
export function readPoolFields(flags: ReadonlyMap<string, string>): PoolFieldsRead {
  const fields: Record<string, string | number | boolean> = {}
  for (const [flag, kind] of FIELDS) {
    const given = flags.get(flag)
    if (given === undefined) continue
    const value = read(given, kind)
    if (value === null) {
      return { ok: false, why: `--${flag} is ${kind === 'number' ? 'a number' : 'true or false'}` }
    }
    fields[flag.replaceAll('-', '_')] = value
  }
  return { ok: true, fields }
}

function read(given: string, kind: (typeof FIELDS)[number][1]): string | number | boolean | null {
  switch (kind) {
    case 'text':
      return given
    case 'number': {
      const value = given.trim() === '' ? Number.NaN : Number(given)
      return Number.isFinite(value) ? value : null
    }
    case 'truth':
      return given === 'true' ? true : given === 'false' ? false : null
  }
}
