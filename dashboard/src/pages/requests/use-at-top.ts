import { type RefObject, useEffect, useState } from 'react'

/** Whether a mark is within view or below it: the list has not been scrolled away from its beginning. */
export function useAtTop(mark: RefObject<Element | null>): boolean {
  const [isAtTop, setIsAtTop] = useState(true)
  useEffect(() => {
    const watched = mark.current
    if (watched === null) return
    const watching = new IntersectionObserver((told) => {
      // A busy page is told several at once: the last one holds.
      const seen = told.at(-1)
      if (seen !== undefined) setIsAtTop(seen.isIntersecting || seen.boundingClientRect.top > 0)
    })
    watching.observe(watched)
    return () => watching.disconnect()
  }, [mark])
  return isAtTop
}
