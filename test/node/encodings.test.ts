import { ENCODED_IN_ZSTD } from '../harness/encoded.ts'
import { describeMetering, describePassing } from '../harness/describe-encodings.ts'

/** Where there is a decompressor for every coding. */
describePassing(ENCODED_IN_ZSTD)
describeMetering(['br', 'zstd'])
