import type { Page } from 'playwright-core'

/** When the first text or picture of a page was painted, in ms from the moment that its address was asked for. */
export function firstPaintOf(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime)
    }).observe({ type: 'paint', buffered: true })
  })`)
}
