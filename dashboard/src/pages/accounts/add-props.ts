export interface AddProps {
  /** Where it is added if nothing else is typed. */
  readonly pool: string
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}
