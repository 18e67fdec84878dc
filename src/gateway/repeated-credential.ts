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
