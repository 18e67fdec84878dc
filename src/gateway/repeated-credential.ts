import { holdsCredential } from '../model/credential-shape.ts'
import type { LimitsTold, LimitTold } from '../model/limit.ts'
import type { Refusal } from '../model/refusal.ts'
import type { AnswerEnd } from './answer-end.ts'

/*
 * A vendor knows the credential that it was asked with, and may repeat it wherever it names things. Its body goes to the
 * caller as it came; what is logged, kept and shown of it does not hold the credential.
 */

/** A refusal whose code does not repeat it. */
export function withoutRepeated(refusal: Refusal, credential: string): Refusal {
  const { code } = refusal
  return code !== null && repeats(code, credential) ? { ...refusal, code: null } : refusal
}

/**
 * What an answer says of limits, kept and shown: a group that is a credential is none, and limits are left out whose names
 * are, or whose model is one that a caller has pasted its key for. Names in headers were looked at when they were first met.
 */
export function limitsWithoutRepeated(told: LimitsTold | null, credential: string): LimitsTold | null {
  if (told === null) return null
  const isSecret = (text: string): boolean => repeats(text, credential) || holdsCredential(text)
  const isGroupSecret = told.group !== null && isSecret(told.group)
  const isLimitSecret = ({ name, scope, refused }: LimitTold): boolean =>
    (scope.kind === 'model' && isSecret(scope.model)) || (refused && isSecret(name))
  if (!isGroupSecret && !told.limits.some(isLimitSecret)) return told
  return { group: isGroupSecret ? null : told.group, limits: told.limits.filter((limit) => !isLimitSecret(limit)) }
}

/** An answer's end whose model and cause do not. */
export function endWithoutRepeated(end: AnswerEnd, credential: string): AnswerEnd {
  const { model, cause } = end
  const inModel = model !== null && repeats(model, credential)
  const inCause = cause !== null && repeats(cause, credential)
  return inModel || inCause ? { ...end, model: inModel ? null : model, cause: inCause ? null : cause } : end
}

/** `credential` is empty where nothing was sent yet. */
export function repeats(text: string, credential: string): boolean {
  return credential !== '' && text.includes(credential)
}
