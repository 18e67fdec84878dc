import type { Running } from '../harness/stage.ts'

/** A proxy under measurement: where calls go in, and what they must carry. */
export interface Contender {
  readonly name: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly process: Running
}

/** What every caller of the Messages API sends, whoever stands in between. */
export const CALLER_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'x-api-key': 'sk-ant-bench-caller-00000001',
}

export const MESSAGES_PATH = '/v1/messages'
