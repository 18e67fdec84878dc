import type { StateReach } from '../model/state-reach.ts'
import type { BodyReferences } from './body-references.ts'

/** What a call reaches by its path (`null`: nothing) and by what its body refers to. */
export function reachOfBody(byPath: StateReach | null, { refers, names }: BodyReferences): StateReach | null {
  if (!refers) return byPath
  if (byPath === null) return { names, otherwise: 'strategy' }
  return { names: [...byPath.names, ...names], otherwise: byPath.otherwise }
}
