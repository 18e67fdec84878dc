/** As much of a message as is looked at. */
const LONGEST_HEAD = 300

/**
 * The words of a message that are surely the vendor's own: all before the first quotation mark, colon or line break,
 * since what a request held is quoted after one. An apostrophe within a word and a colon within a time of day quote
 * nothing.
 */
export function vendorWords(message: string): string {
  return message.slice(0, LONGEST_HEAD).match(/^(?:[^"'`:\n“‘«]|(?<=\w)'(?=\w)|(?<=\d):(?=\d))*/)?.[0] ?? ''
}
