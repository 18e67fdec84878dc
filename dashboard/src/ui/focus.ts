/** Id of a page's heading, which takes the focus where nothing else is left for it. */
export const HEADING = 'heading'

export function focusHeading(): void {
  document.getElementById(HEADING)?.focus({ preventScroll: true })
}

/** Whether what had the focus is gone from the page: whoever goes by keyboard would begin at its top. */
function isFocusLost(): boolean {
  const { activeElement } = document
  return activeElement === null || activeElement === document.body
}

/** Gives the focus to `next`, or else to the heading, where what had it is gone. */
export function focusIfLost(next: HTMLElement | null = null): void {
  if (!isFocusLost()) return
  if (next === null) focusHeading()
  else next.focus({ preventScroll: true })
}
