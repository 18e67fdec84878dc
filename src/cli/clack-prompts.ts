import type { Writable } from 'node:stream'
import type { Option, Prompts, Question } from './prompts.ts'

// Commands that ask nothing start without it.
const load = () => import('@clack/prompts')

/** Prompts drawn on `output`, so that what is piped on from standard output holds none of them. */
export function createClackPrompts(output: Writable): Prompts {
  return {
    async text(question) {
      const clack = await load()
      const answer = await clack.text({ ...toOptions(question), initialValue: question.initial ?? '', output })
      return typeof answer === 'string' ? answer.trim() : null
    },
    async secret(question) {
      const clack = await load()
      const answer = await clack.password({ ...toOptions(question), output })
      return typeof answer === 'string' ? answer.trim() : null
    },
    async choose<Value extends string>(message: string, options: readonly Option<Value>[]) {
      const clack = await load()
      const shown = options.map(({ value, label, hint }) => ({ value, label, hint: hint ?? '' }))
      const answer = await clack.select<string>({ message, options: shown, output })
      return options.find(({ value }) => value === answer)?.value ?? null
    },
    async confirm(message) {
      const clack = await load()
      const answer = await clack.confirm({ message, initialValue: false, output })
      return typeof answer === 'boolean' ? answer : null
    },
  }
}

function toOptions({ message, check, signal }: Question) {
  const validate = (answer: string | undefined) => check?.((answer ?? '').trim()) ?? undefined
  return { message, validate, ...(signal === undefined ? {} : { signal }) }
}
