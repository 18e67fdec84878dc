/** The tokens accepted in the place of `/:uuid`. */
export interface Uuids {
  /**
   * Whether a path segment is one of them. Looks at every character of every token whatever it meets, so that the time
   * it takes tells nothing about how much of a guess was right.
   */
  match(segment: string): boolean
}

export function createUuids(tokens: readonly string[]): Uuids {
  return {
    match(segment) {
      let matched = 0
      for (const token of tokens) {
        let difference = token.length ^ segment.length
        // Beyond a text's end charCodeAt is NaN, which `^` takes for 0.
        for (let index = 0; index < token.length; index++) {
          difference |= token.charCodeAt(index) ^ segment.charCodeAt(index)
        }
        matched |= Number(difference === 0 && token.length > 0)
      }
      return matched === 1
    },
  }
}
