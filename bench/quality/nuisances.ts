/** What makes a gateway's life harder than a model of it. Each can be there by itself. */
export interface Nuisances {
  /** Token counts in headers are whole multiples of this. */
  readonly roundedTo: number
  /** Headers tell what so many answers before would have told. */
  readonly answersLate: number
  /** Share of each quota that somebody unseen uses. */
  readonly unseenShare: number
  /** Bytes to a token are off by up to this share, differently for each conversation. */
  readonly bytesOff: number
  /** Limits are cut to this share of themselves in the middle of the run; 1 is no cut. */
  readonly cutTo: number
  /** Whether fewer conversations begin after a cut, so that the load stays what it was of what is left. */
  readonly arrivals: 'follow the cut' | 'as before'
  /** The gateway is started anew after this share of the run; `null` is never. */
  readonly restartAt: number | null
  /** Gateways that know nothing of each other, over the same accounts. */
  readonly replicas: number
}

export const QUIET: Nuisances = {
  roundedTo: 1,
  answersLate: 0,
  unseenShare: 0,
  bytesOff: 0,
  cutTo: 1,
  arrivals: 'follow the cut',
  restartAt: null,
  replicas: 1,
}

/** By the names under which they can be asked for. */
const EACH = {
  rounded: { roundedTo: 1_000 },
  late: { answersLate: 1 },
  unseen: { unseenShare: 0.2 },
  bytes: { bytesOff: 0.3 },
  cut: { cutTo: 0.5 },
  restart: { restartAt: 0.25 },
  replicas: { replicas: 3 },
} as const satisfies Record<string, Partial<Nuisances>>

export const NUISANCE_NAMES: readonly string[] = Object.keys(EACH)

/** `on` is all of them, `one gateway` all but `replicas`, `off` none, else a list of names: `late,cut`. `null` where a name is none. */
export function parseNuisances(text: string): Nuisances | null {
  if (text === 'off') return QUIET
  const names = namesOf(text)
  let all = QUIET
  for (const name of names) {
    if (!isNuisance(name)) return null
    all = { ...all, ...EACH[name] }
  }
  return all
}

function isNuisance(name: string): name is keyof typeof EACH {
  return Object.hasOwn(EACH, name)
}

function namesOf(text: string): readonly string[] {
  if (text === 'on') return NUISANCE_NAMES
  return text === 'one gateway' ? NUISANCE_NAMES.filter((name) => name !== 'replicas') : text.split(',')
}
