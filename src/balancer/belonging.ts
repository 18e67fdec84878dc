import type { Member } from './member.ts'

/** Whom an account shares its limits, and what is kept for it, with. */
export interface Belonging {
  /** As its operator has set: a workspace, say. */
  readonly quotaGroup: string | null
  /** As its vendor tells: its organisation or project. */
  readonly group: string | null
}

/** How near two accounts are: of one group that the operator has set, of one organisation, or of none. */
export type Nearness = 'workspace' | 'organisation' | 'apart'

export function belongingOf({ account, group }: Member): Belonging {
  return { quotaGroup: account.caps.quotaGroup, group }
}

export function nearnessOf(one: Belonging, other: Belonging): Nearness {
  if (one.quotaGroup !== null && one.quotaGroup === other.quotaGroup) return 'workspace'
  return one.group !== null && one.group === other.group ? 'organisation' : 'apart'
}

/** Those that belong to the same, the nearest first, each in the order that they come in. */
export function kindredOf(of: Belonging, members: readonly Member[]): readonly Member[] {
  const near: Member[] = []
  const far: Member[] = []
  for (const member of members) {
    const nearness = nearnessOf(of, belongingOf(member))
    if (nearness === 'workspace') near.push(member)
    else if (nearness === 'organisation') far.push(member)
  }
  return [...near, ...far]
}
