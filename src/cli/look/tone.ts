/** What a colour says; each is also said without it. */
export type Tone = 'good' | 'warning' | 'bad' | 'quiet' | 'strong' | 'accent'

/** SGR codes (ECMA-48 §8.3.117): of the 16 colours, which every terminal has set up to be legible. */
const CODES: Readonly<Record<Tone, string>> = {
  good: '32',
  warning: '33',
  bad: '31',
  quiet: '2',
  strong: '1',
  accent: '36',
}

export function paint(text: string, tone: Tone | null, { colour }: { readonly colour: boolean }): string {
  return tone === null || !colour || text === '' ? text : `\u001B[${CODES[tone]}m${text}\u001B[0m`
}
