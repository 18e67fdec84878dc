import { type RefObject, useEffect, useState } from 'react'

/** How far beyond what is seen things are drawn already, px: as far as one scrolls at a stroke. */
const MARGIN_PX = 800

export interface Nearby {
  readonly isDrawn: boolean
  /** How high its place is while it is not drawn, px. */
  readonly height: number
}

/**
 * Whether a part of a long list is near enough to what is seen to be drawn: what is far off costs nothing but its place.
 * `guess` is the height of the place before it was ever drawn, px. What has the focus stays drawn.
 */
export function useNearby(part: RefObject<HTMLElement | null>, guess: number): Nearby {
  const [nearby, setNearby] = useState<Nearby>({ isDrawn: false, height: guess })
  useEffect(() => {
    const watched = part.current
    if (watched === null) return
    const watching = new IntersectionObserver(
      (seen) => {
        const last = seen.at(-1)
        if (last === undefined) return
        const isDrawn = last.isIntersecting || watched.contains(document.activeElement)
        setNearby(({ height }) => ({ isDrawn, height: isDrawn ? height : last.boundingClientRect.height }))
      },
      { rootMargin: `${MARGIN_PX}px 0px` },
    )
    watching.observe(watched)
    return () => watching.disconnect()
  }, [part])
  return nearby
}
