/** What the token endpoints do with one request. Plain data, so that it can also be sent to a server in another process. */
export type TokenStep = NotCarriedOut | CarriedOut

/** Nothing is granted or spent. */
export type NotCarriedOut =
  | { readonly kind: 'fail'; readonly status: number; readonly retryAfter?: string }
  /** The connection is reset without an answer. */
  | { readonly kind: 'break' }
  /** An error of RFC 6749, section 5.2, whatever was asked. */
  | { readonly kind: 'refuse'; readonly error: string; readonly status?: 400 | 401 }
  /** The same, quoting the whole of what it was sent: its head and its body. */
  | { readonly kind: 'echo'; readonly error: string }
  /** 307: whoever follows it hands the credential on. */
  | { readonly kind: 'redirect'; readonly to: string }

/** The request is carried out: a refresh token is spent, whatever becomes of the answer. */
export type CarriedOut =
  | { readonly kind: 'serve' }
  /** The answer is never heard: the connection is cut before its head, its body, or in the middle of that. */
  | { readonly kind: 'unheard'; readonly cut: 'before-head' | 'before-body' | 'within-body' }
  /** 200 with a body that is no JSON. */
  | { readonly kind: 'garble' }
  /** Fields of the answer are set to something else, or left out. */
  | { readonly kind: 'alter'; readonly set?: Readonly<Record<string, unknown>>; readonly drop?: readonly string[] }

/** One request, one step; after the last one, what was said with `otherwise` holds. */
export interface Troubles {
  script(...steps: readonly TokenStep[]): void
  otherwise(step: TokenStep): void
  next(): TokenStep
}

const SERVE: TokenStep = { kind: 'serve' }

export function createTroubles(): Troubles {
  let steps: readonly TokenStep[] = []
  let otherwise = SERVE
  return {
    script(...next) {
      steps = next
    },
    otherwise(step) {
      otherwise = step
    },
    next() {
      const [step = otherwise, ...rest] = steps
      steps = rest
      return step
    },
  }
}
