import { Notice } from './notice.tsx'

interface MissingPoolsProps {
  /** Names of pools that cannot be asked; as `unreachable` of an answer. */
  readonly names: readonly string[]
  /** What of them is missing: `figures`. */
  readonly what: string
}

/** Says that what is shown has a hole, which is so on Workers alone. */
export function MissingPools({ names, what }: MissingPoolsProps) {
  return names.map((name) => (
    <Notice key={name} level="warning">
      Pool {name} cannot be asked just now: its {what} are missing here.
    </Notice>
  ))
}
