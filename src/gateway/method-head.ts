import type { RequestHead } from './request-head.ts'

/** A request's head together with what is asked to be done. */
export interface MethodHead extends RequestHead {
  readonly method: string
}
