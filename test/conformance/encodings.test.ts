import { ENCODED } from '../harness/encoded.ts'
import { describeMetering, describePassing } from '../harness/describe-encodings.ts'

/** In every form that clients can read; what a Worker cannot look into is in `test/node/encodings.test.ts`. */
describePassing(ENCODED)
describeMetering(['gzip', 'deflate'])
