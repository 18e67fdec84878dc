/** What the fake provider does with one request. Plain data, so that it can also be sent to a provider in another process. */
export type Step = Act & Delivery

/** Names and values of headers, in order; a name may come twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

export type Encoding = 'gzip' | 'br' | 'deflate' | 'zstd'

/** Token counts that an answer reports, as the vendor words them. */
export interface FakeUsage {
  readonly input?: number
  readonly output?: number
  readonly cacheRead?: number
  readonly cacheWrite5m?: number
  readonly cacheWrite1h?: number
}

type Act =
  /** A sound answer to what was asked, in the protocol and form (JSON, events, array) that was asked for. */
  | { readonly kind: 'ok'; readonly words?: number; readonly usage?: FakeUsage }
  | Limit
  /** The credential is refused: 401, or Gemini's 400 `API_KEY_INVALID`. */
  | { readonly kind: 'refuse' }
  /** 403. */
  | { readonly kind: 'forbid' }
  /** Out of credit: `402`, a `400` that speaks of it, or a 429 `quota` (`insufficient_quota`, a spend limit). */
  | { readonly kind: 'credit'; readonly form?: '402' | '400' | 'quota' }
  /** 529 `overloaded_error`. */
  | { readonly kind: 'overload' }
  /** Any status in the protocol's error envelope. */
  | { readonly kind: 'fail'; readonly status: number; readonly message?: string }
  /** Any status, headers and body, to the letter; `content-length` is added where `headers` has none. */
  | { readonly kind: 'raw'; readonly status: number; readonly body?: string; readonly base64?: string }
  /** These bytes go on the socket as they are; nothing is added, and it is closed after them. */
  | { readonly kind: 'wire'; readonly text: string }
  | Break
  /** Ends cleanly, but without the protocol's end mark, after `pieces` pieces (3); a plain JSON body ends in its half. */
  | { readonly kind: 'truncate'; readonly pieces?: number }
  /** 200, and the first event of the stream is an error. */
  | { readonly kind: 'error-first'; readonly error?: StreamError }
  /** 200, `pieces` pieces (3), then an error event and the end. */
  | { readonly kind: 'error-later'; readonly error?: StreamError; readonly pieces?: number }
  /** Reads the request and never answers. */
  | { readonly kind: 'hang' }

export type StreamError = 'overloaded' | 'limit' | 'server' | 'credential' | 'request'

/** 429. What is not named is not said. */
export interface Limit {
  readonly kind: 'limit'
  /** Verbatim value of `retry-after`: seconds or a date. */
  readonly retryAfter?: string
  readonly retryAfterMs?: number
  /** Seconds until the exhausted limit resets, told in the protocol's own rate-limit headers. */
  readonly resetS?: number
  readonly shouldRetry?: boolean
  /** Gemini's `QuotaFailure`: a limit per day or per minute. */
  readonly quota?: 'day' | 'minute'
  /** Gemini's `RetryInfo.retryDelay`: `37s`. */
  readonly retryDelay?: string
  /** What was used up, told by OpenAI's `type` of the error and in Gemini's `QuotaFailure` and `ErrorInfo`. */
  readonly spent?: FakeQuota
}

/** A quota as a refusal names it. */
export interface FakeQuota {
  readonly meter: 'requests' | 'input' | 'output' | 'tokens'
  readonly capacity: number
  readonly model: string
  readonly organization: string
}

/**
 * Limits that a key truly has: buckets of a minute that refill evenly and refuse with 429 what they have too little for.
 * What is not given is not limited. Anthropic tells of `requests`, `input` (what is read from a cache does not count) and
 * `output`, in thousands of tokens; OpenAI of `requests` and `tokens`; Gemini, until one refuses, of none.
 */
export interface FakeLimits {
  readonly requests?: number
  readonly input?: number
  readonly output?: number
  readonly tokens?: number
  /** Keys of one share its buckets, which are as large as the limits of the key that asks; one of its own by default. */
  readonly organization?: string
}

export interface Break {
  readonly kind: 'break'
  /** `before-body`: the head was read, the body was not. `after-body`: all was read, nothing is answered. */
  readonly at: 'before-body' | 'after-body' | 'after-head' | 'mid-stream'
  /** A reset (RST, the default) or an early end (FIN). */
  readonly how?: 'reset' | 'close'
  /** Pieces sent before a `mid-stream` break: 3. */
  readonly pieces?: number
}

/** How an answer travels. Durations are milliseconds. */
export interface Delivery {
  /** Silence before the head until `release`: for what has to happen while a call is under way, however long that takes. */
  readonly held?: true
  /** Silence before the head. */
  readonly headAfterMs?: number
  /** Silence between the head and the first piece. */
  readonly firstAfterMs?: number
  /** Silence before every later piece. */
  readonly everyMs?: number
  /** One long silence, before the piece of this number (from 0). */
  readonly stall?: { readonly piece: number; readonly ms: number }
  /** Cuts the bytes into writes of this size, wherever that falls. */
  readonly chunkBytes?: number
  readonly encoding?: Encoding
  /** Interim answers before the final one, each with its headers: `[[103, [['link', '</a>']]]]`. */
  readonly interim?: readonly (readonly [status: number, headers: HeaderList])[]
  /** Trailers after a chunked answer. */
  readonly trailers?: HeaderList
  /** Added to the answer's headers, after them. */
  readonly headers?: HeaderList
  /** Stand for what the answer's headers would say of limits and of the organisation. */
  readonly limitHeaders?: HeaderList
  /** Answers as soon as the head is read, while the body still comes. */
  readonly early?: boolean
}

/** One possibility of a key that behaves by chance; weights are relative. */
export interface Chance {
  readonly weight: number
  readonly step: Step
}

/** How a key behaves: each request takes the next step; after the last one, `otherwise` holds. */
export interface Behaviour {
  readonly steps?: readonly Step[]
  /** Default: `{kind: 'ok'}`. */
  readonly otherwise?: Step | readonly Chance[]
  /** Off by default: then every sound answer tells of the same plenty. */
  readonly limits?: FakeLimits
}
