/** What `pools set` asks the control API for, or what is wrong with it as half a sentence. */
export type PoolChange =
  | { readonly ok: true; readonly change: Readonly<Record<string, string | number | boolean>> }
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

export function readPoolChange(flags: ReadonlyMap<string, string>): PoolChange {
  const change: Record<string, string | number | boolean> = {}
  for (const [flag, kind] of FIELDS) {
    const given = flags.get(flag)
    if (given === undefined) continue
    const value = read(given, kind)
    if (value === null) {
      return { ok: false, why: `--${flag} is ${kind === 'number' ? 'a number' : 'true or false'}` }
    }
    change[flag.replaceAll('-', '_')] = value
  }
  if (Object.keys(change).length > 0) return { ok: true, change }
  return { ok: false, why: `nothing to change: set takes ${FIELDS.map(([flag]) => `--${flag}`).join(', ')}` }
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
