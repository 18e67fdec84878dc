/** Who looks at what is printed, and when. */
export interface View {
  /** Columns of the terminal; `null` where standard output is none: then a program may read it. */
  readonly width: number | null
  readonly colour: boolean
  /** Epoch ms. */
  readonly now: number
}

/**
 * People see times relative to now, rounded numbers, colours and lines that fit. In a pipe, values are whole, times in UTC
 * and nothing is cut: scripts read them.
 */
export function isForPeople({ width }: Pick<View, 'width'>): boolean {
  return width !== null
}
