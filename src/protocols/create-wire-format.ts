import { createBlindMeter, createBodyMeter, createRecordMeter } from './body-meter.ts'
import type { Dialect } from './dialect.ts'
import { readErrorBody } from './error-body.ts'
import type { Situation } from './situation.ts'
import { createStreamMeter } from './stream-meter.ts'
import { parseHttpDate } from './vendor-date.ts'
import type { Meter, MeterOptions, RefusedAnswer, WireFormat } from './wire-format.ts'

/** What the formats do in ways of their own; the rest follows from their dialect. */
type OwnParts = Pick<WireFormat, 'protocol' | 'placeCredential' | 'readLimits' | 'writeError' | 'writeStreamError'>

export function createWireFormat(own: OwnParts, dialect: Dialect): WireFormat {
  return {
    ...own,
    readRefusal: (answer) => dialect.refuse(readErrorBody(answer.body), situationOf(answer)),
    createMeter: (options) => createMeter(dialect, options),
  }
}

function createMeter(dialect: Dialect, options: MeterOptions): Meter {
  switch (options.shape) {
    case 'events':
    case 'array':
      return createStreamMeter(dialect, options)
    case 'json':
      return createBodyMeter(dialect, options)
    case 'record':
      return createRecordMeter(dialect, options)
    case 'opaque':
      return createBlindMeter(options)
  }
}

function situationOf(answer: RefusedAnswer): Situation {
  const { status, model, now } = answer
  return {
    status,
    header: (name) => answer.header(name),
    headerNames: () => answer.headerNames(),
    model,
    now,
    vendorNow: parseHttpDate(answer.header('date') ?? '') ?? now,
  }
}
