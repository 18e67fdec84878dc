import type { Outcome } from './outcome.ts'
import type { Refusal } from './refusal.ts'

/** What came of an attempt: how the vendor refused it, else why no answer began, else how the caller's answer ended. */
export type AttemptResult =
  | 'success'
  | Refusal['kind']
  | Exclude<Outcome['kind'], 'answered' | 'refused'>
  | 'cut'
  | 'gone'
