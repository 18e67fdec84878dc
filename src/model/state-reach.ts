/**
 * What a call reaches of what vendors keep for an account: files, batches, caches, stored responses, conversations,
 * containers, skills, uploads, videos, operations.
 */
export interface StateReach {
  /**
   * Ids of what it names, as the vendor writes them; Gemini's with their collection (`files/abc`), since callers choose
   * them. Empty where it creates or lists, or names what has no id that is read.
   */
  readonly names: readonly string[]
  /**
   * Whom it goes to where no account is known to hold any of them.
   * - `home`: the first account in configured order that can be asked, and the next one where that refuses: it creates
   * - `home alone`: the same one and no other: it lists
   * - `seek`: one account after the other in configured order, until one knows it
   * - `strategy`: whoever's turn it is: it generates
   */
  readonly otherwise: 'home' | 'home alone' | 'seek' | 'strategy'
}
