const WORDS = ['Hello', ' from', ' a', ' made-up', ' model:', ' grüße,', ' 你好,', ' all', ' is', ' well.']

/** `count` words of an answer, one at a time. Some take more than a byte a letter, so that cuts can fall inside one. */
export function* sayWords(count: number): Iterable<string> {
  for (let index = 0; index < count; index += 1) yield WORDS[index % WORDS.length] ?? ''
}

export function sayText(count: number): string {
  return [...sayWords(count)].join('')
}

/** How many words an answer has where nobody says. */
export const USUAL_WORDS = 8

let last = 0

/** An id as vendors make them, unique in this process: `msg_fake000001`. */
export function nextId(prefix: string): string {
  last += 1
  return `${prefix}fake${last.toString(36).padStart(8, '0')}`
}
