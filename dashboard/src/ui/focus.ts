/** Id of a page's heading, which takes the focus where nothing else is left for it. */
export const HEADING = 'heading'

export function focusHeading(): void {
  document.getElementById(HEADING)?.focus({ preventScroll: true })
}

/** Gives the focus to `next`, or else to the heading, where what had it is gone: by keyboard one would begin at the top. */
export function focusIfLost(next: HTMLElement | null = null): void {
  const { activeElement } = document
  if (activeElement !== null && activeElement !== document.body) return
  if (next === null) focusHeading()
  else next.focus({ preventScroll: true })
}
