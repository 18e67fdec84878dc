import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Where Node keeps what it compiled, for every process and thread that tests start: it halves what a start takes. What it
 * holds is found by the content of files.
 */
export const COMPILE_CACHE = join(tmpdir(), 'claudeflare-test-compile-cache')
