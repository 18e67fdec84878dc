const inspect = Symbol.for('nodejs.util.inspect.custom')

/** A credential. However it is printed, serialised or inspected, it shows as `***`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The credential itself. Call this only where it is put on the wire, hashed or encrypted. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect](): string {
    return '***'
  }
}

/** `sk-1234…cdef`; a value under 20 characters is masked whole, since its ends would give too much of it away. */
export function maskSecret(value: string): string {
  return value.length < 20 ? '***' : `${value.slice(0, 7)}…${value.slice(-4)}`
}
