import type { BrowserContextOptions } from 'playwright-core'

/** What somebody looks at a page with. */
export interface PageLook {
  /** CSS pixels; 1280 by default, a phone's is 375. */
  readonly width?: number
  /** `light` by default. */
  readonly colorScheme?: 'light' | 'dark'
}

const DESKTOP = 1280
/** At this width and below it is a phone, held upright. */
const PHONE = 480

/** The same for everybody: a fixed language and time zone, and nothing moves while it is looked at. */
export function toPageOptions({ width = DESKTOP, colorScheme = 'light' }: PageLook): BrowserContextOptions {
  const isPhone = width <= PHONE
  return {
    viewport: { width, height: 800 },
    hasTouch: isPhone,
    isMobile: isPhone,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  }
}
