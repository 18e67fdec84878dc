import { join } from 'node:path'

/** The checkout. */
export const ROOT = join(import.meta.dirname, '../..')

/** What the dashboard is made of. */
export const SOURCES = join(ROOT, 'dashboard')

/** Where it is built to, and served from. */
export const BUILT = join(ROOT, 'dist/dashboard')
