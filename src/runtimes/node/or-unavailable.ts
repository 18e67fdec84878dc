import { StateUnavailable } from '../../model/state-unavailable.ts'
import { StoreError } from '../../stores/store-error.ts'

/** What the store cannot write is not a bug: the caller is told why. */
export async function orUnavailable<T>(written: Promise<T>): Promise<T> {
  try {
    return await written
  } catch (error) {
    throw error instanceof StoreError ? new StateUnavailable(error.message) : error
  }
}
