import { withoutCredentials } from '../model/credential-shape.ts'
import type { ConfigProblem } from './config-problem.ts'

/** Collects what is wrong, so that all of it is said at once and not only the first. */
export interface Report {
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly string[]
  problem(problem: ConfigProblem): void
  warn(sentence: string): void
}

export function createReport(): Report {
  const problems: ConfigProblem[] = []
  const warnings: string[] = []
  return {
    problems,
    warnings,
    problem: (problem) => void problems.push(problem),
    warn: (sentence) => void warnings.push(withoutCredentials(sentence)),
  }
}
