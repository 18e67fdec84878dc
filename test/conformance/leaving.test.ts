import { describe } from 'vitest'
import { describeLeaving } from '../harness/leaving.ts'

/** By a reset, which every runtime can tell. */
describe('the caller went away', () => describeLeaving('reset'))
