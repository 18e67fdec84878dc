import { withoutCredentials } from '../model/credential-shape.ts'
import type { SettingSource } from '../model/settings.ts'

/** A value that cannot be used. It stops the start: there is never a silent default. */
export interface ConfigProblem {
  /** As the person wrote it: `LB_STRATEGY`, `lb_strategy`, `--strategy`, `accounts[1].weight`. */
  readonly setting: string
  /** What was given, credentials masked; `null` where nothing was given, or nothing that may be shown. */
  readonly value: string | null
  readonly source: SettingSource
  /** What is wrong with it, where `accepted` alone does not tell. */
  readonly why: string | null
  /** What would be accepted, as words that follow "accepted is". */
  readonly accepted: string
}

/** `LB_STRATEGY "fastest" from the environment cannot be used; accepted is one of round-robin, …` */
export function toSentence(problem: ConfigProblem): string {
  return withoutCredentials(toWords(problem, toOrigin(problem.source)))
}

/**
 * The same for whoever asked for these settings, by their dotted keys, just now: the file, which never held them, is no
 * place to look at.
 */
export function toAskedSentence(problem: ConfigProblem, asked: Pick<ReadonlyMap<string, unknown>, 'keys'>): string {
  const { source } = problem
  const isAsked = source.kind === 'file' && [...asked.keys()].some((key) => `${source.key}.`.startsWith(`${key}.`))
  return isAsked ? withoutCredentials(toWords(problem, '')) : toSentence(problem)
}

function toWords(problem: ConfigProblem, origin: string): string {
  const value = problem.value === null ? '' : ` ${problem.value}`
  const why = problem.why === null ? '' : `: ${problem.why}`
  if (problem.source.kind === 'file' && problem.source.key === '') {
    return `${problem.setting} ${problem.source.path} cannot be used${why}; accepted is ${problem.accepted}`
  }
  return `${problem.setting}${value}${origin} cannot be used${why}; accepted is ${problem.accepted}`
}

/** ` from the environment`, ` from /home/me/.claudeflare/config.json`. */
function toOrigin(source: SettingSource): string {
  switch (source.kind) {
    case 'file':
      return ` from ${source.path}`
    case 'environment':
      return ' from the environment'
    case 'flag':
      return ' from the command line'
    case 'store':
      return ' of the store'
    case 'default':
      break
  }
  return ' (the default)'
}
