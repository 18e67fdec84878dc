interface Context {
  readonly storage: {
    get(key: string): Promise<unknown>
    put(key: string, value: unknown): Promise<void>
    delete(key: string): Promise<boolean>
  }
}

interface Namespace {
  idFromName(name: string): unknown
  get(id: unknown): { fetch(request: Request): Promise<Response> }
}

/** KV as workerd asks for it, kept on this machine: `worker:dev` has no other. Reads, writes and deletes one key at a time. */
export class KeyValues {
  readonly #storage: Context['storage']

  constructor(context: Context) {
    this.#storage = context.storage
  }

  async fetch(request: Request): Promise<Response> {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1))
    switch (request.method) {
      case 'GET': {
        const value = await this.#storage.get(key)
        return typeof value === 'string' ? new Response(value) : new Response(null, { status: 404 })
      }
      case 'PUT':
        await this.#storage.put(key, await request.text())
        return new Response(null)
      case 'DELETE':
        await this.#storage.delete(key)
        return new Response(null)
      default:
        return new Response(null, { status: 405 })
    }
  }
}

const worker = {
  fetch(request: Request, env: { readonly VALUES: Namespace }): Promise<Response> {
    return env.VALUES.get(env.VALUES.idFromName('all')).fetch(request)
  },
}

export default worker
