import type { Counts, Received } from './received.ts'
import type { Behaviour, Chance, Step } from './step.ts'

export interface FakeProviderOptions {
  /** Decides what chance decides: 1 by default. */
  readonly seed?: number
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** `all` keeps the latest 10,000 requests; `counts`, for load, counts them only. */
  readonly record?: 'all' | 'counts'
}

/** Scripts one credential; `*` stands for those without a script. */
export interface KeyScript {
  /** Replaces the steps: one request, one step. */
  script(steps: readonly Step[]): KeyScript
  /** What holds after the steps. */
  otherwise(step: Step): KeyScript
  chance(chances: readonly Chance[]): KeyScript
}

/** A server that speaks the three protocols on 127.0.0.1. */
export interface FakeProvider {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  on(key: string): KeyScript
  behave(key: string, behaviour: Behaviour): void
  received(key?: string): readonly Received[]
  counts(): Counts
  /** Forgets scripts and records; open connections stay. */
  reset(): void
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/** Starts a fake provider on 127.0.0.1. Rejects where the port is taken. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  await Promise.resolve(options)
  throw new Error('not built yet')
}
