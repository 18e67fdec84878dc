/** What a check came to: `note` is nothing wrong, but worth knowing. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'wrong'
  /** A sentence without its full stop. */
  readonly what: string
}

export const ok = (what: string): Finding => ({ state: 'ok', what })
export const note = (what: string): Finding => ({ state: 'note', what })
export const wrong = (what: string): Finding => ({ state: 'wrong', what })
