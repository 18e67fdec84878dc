/** What a workerd is to run. Its modules are found on the import path. */
export interface WorkerdPlan {
  readonly compatibilityDate: string
  /** Where it listens: `unix:/PATH`, or `127.0.0.1:PORT`. */
  readonly address: string
  /** Where its launcher asks for the last calls, `unix:/PATH`; `null` where there is none. */
  readonly lastCalls: string | null
  /** The file of the Worker, on the import path. */
  readonly module: string
  /** Absolute folder of its Durable Objects' databases. */
  readonly storage: string
  /** Absolute folder of the built dashboard; `null` where there is none. */
  readonly site: string | null
  /** Variables and secrets by name. */
  readonly texts: Readonly<Record<string, string>>
}

/** A workerd's configuration: the gateway's Worker with its Durable Objects, and a KV namespace kept beside them. */
export function writeWorkerdConfig(plan: WorkerdPlan): string {
  const { compatibilityDate, address, lastCalls, module, storage, site, texts } = plan
  const bindings = Object.entries(texts).map(([name, text]) => `(name = ${quote(name)}, text = ${quote(text)})`)
  // Served as Cloudflare serves assets to a Worker that runs before them: by path, and nothing else.
  const disk = site === null ? '' : `(name = "site", disk = (path = ${quote(site)})),`
  if (site !== null) bindings.push('(name = "ASSETS", service = "site")')
  const ending =
    lastCalls === null
      ? ''
      : `(name = "last-calls", address = ${quote(lastCalls)}, http = (), service = (name = "gateway", entrypoint = "lastCalls")),`
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .gateway),
    (name = "kv", worker = .kv),
    (name = "storage", disk = (path = ${quote(storage)}, writable = true)),
    ${disk}
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "http", address = ${quote(address)}, http = (), service = "gateway"),
    ${ending}
  ],
);

const gateway :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${quote(`/${module}`)})],
  compatibilityDate = ${quote(compatibilityDate)},
  durableObjectNamespaces = [
    (className = "PoolObject", uniqueKey = "claudeflare-pools", enableSql = true),
    (className = "GatewayObject", uniqueKey = "claudeflare-gateway", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "POOLS", durableObjectNamespace = "PoolObject"),
    (name = "GATEWAY", durableObjectNamespace = "GatewayObject"),
    (name = "LOAD_BALANCER_KV", kvNamespace = "kv"),
    ${bindings.join(',\n    ')}
  ],
);

const kv :Workerd.Worker = (
  modules = [(name = "kv.js", esModule = embed "/kv-worker.js")],
  compatibilityDate = ${quote(compatibilityDate)},
  durableObjectNamespaces = [(className = "KeyValues", uniqueKey = "claudeflare-kv", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [(name = "VALUES", durableObjectNamespace = "KeyValues")],
);
`
}

/** A text in Cap'n Proto's own notation, whose strings are those of C. */
function quote(text: string): string {
  let quoted = ''
  for (const byte of new TextEncoder().encode(text)) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
    quoted += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `"${quoted}"`
}
