import type { Store } from '../../src/stores/store.ts'

/** One place to keep state, opened and closed as a test asks. */
export interface StoreBed {
  open(options?: { readonly queueLimit?: number }): Promise<Store>
  /** A path beside the store that nothing is kept at. */
  spare(name: string): string
  /** Opens what a backup holds, as a store of its own. */
  openCopy(file: string): Promise<Store>
  /** Closes what is still open and takes everything away. */
  clear(): Promise<void>
}
