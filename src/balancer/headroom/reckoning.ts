/*
 * How limits are reckoned, in numbers. The quality bench (`npm run bench:quality`) set them, all together: do not change one
 * by itself.
 */

/** What of a limit is left alone, so that what others use unseen does not end in a refusal: what comes back in so many ms. */
export const LEAST_MARGIN_MS = 2_400
export const MOST_MARGIN_MS = 24_000
/** How much wider the margin gets with a refusal, ms, and how many refusals a call are aimed at: so much narrower with each that is sent. */
export const MARGIN_STEP_MS = 3_000
export const REFUSALS_AIMED_AT = 0.002
/** However slowly a limit comes back, no more of it than this is left alone. */
export const MOST_KEPT = 0.4
/** Over what time the use of others is averaged, ms. */
export const UNSEEN_MS = 180_000
/** However much others seem to use, so much of what comes back is taken to be ours. */
export const LEAST_OWN = 0.05
/** How much of what others seem to use is forgotten where nothing of it shows. */
export const FORGETTING = 0.2
/** Who uses less than this share of what comes back is noise. */
export const NOISE = 0.05
/** Where others use a limit, it is as far from full, at its fullest, as this share of what they use in its window. */
export const NEVER_FULL = 0.6
/** Others' answers that are under way go on for so long, ms: what they will make is not told. */
export const UNTOLD_MS = 10_000
/** An answer of ours that is under way goes on for so long, at least, as far as anybody can tell, ms. */
export const RESIDUAL_MS = 8_000
/** How much of what it takes a refused call lacked, as far as anybody can tell. */
export const LACKED = 0.7
/** How much of a difference in our favour is believed at a time. */
export const RAISE = 0.5
