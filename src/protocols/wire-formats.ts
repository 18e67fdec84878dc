import type { Protocol } from '../model/protocol.ts'
import type { WireFormat } from './wire-format.ts'

export declare const WIRE_FORMATS: Readonly<Record<Protocol, WireFormat>>
