/** A question to a person. */
export interface Question {
  readonly message: string
  /** What stands there already, to be taken or changed. */
  readonly initial?: string
  /** Why an answer cannot be used; `null` where it can. */
  readonly check?: (answer: string) => string | null
  /** Takes the question back. */
  readonly signal?: AbortSignal
}

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

/** Asks the person at the terminal. Every answer is `null` where they gave up (Ctrl-C), or the question was taken back. */
export interface Prompts {
  text(question: Question): Promise<string | null>
  /** What is typed does not show. */
  secret(question: Question): Promise<string | null>
  choose<Value extends string>(message: string, options: readonly Option<Value>[]): Promise<Value | null>
  /** `false` unless they say yes. */
  confirm(message: string): Promise<boolean | null>
}
