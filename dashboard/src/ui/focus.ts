/** Gives the focus to `next` where what had it is gone from the page: whoever goes by keyboard would begin at its top. */
export function focusIfLost(next: HTMLElement | null): void {
  const { activeElement } = document
  if (activeElement === null || activeElement === document.body) next?.focus({ preventScroll: true })
}
