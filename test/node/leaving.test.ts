import { describe } from 'vitest'
import { describeLeaving } from '../harness/leaving.ts'

/** By closing its side alone, which a Worker hears of only when it writes the next bytes. */
describe('the caller closed its connection', () => describeLeaving('close'))
