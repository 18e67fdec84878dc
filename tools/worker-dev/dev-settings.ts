import { INLINE_CONFIG } from '../../src/config/config-document.ts'
import { isLoopbackHost } from '../../src/config/loopback-host.ts'
import { ENVIRONMENT_ONLY, settingNames, SETTINGS } from '../../src/config/setting-table.ts'
import type { Settings } from '../../src/model/settings.ts'
import type { ProcessFacts } from '../../src/runtimes/node/files/load-node-settings.ts'
import { loadNodeSettings, locateNodeState } from '../../src/runtimes/node/files/load-node-settings.ts'
import { readText } from '../../src/runtimes/node/files/private-file.ts'
import { loadWorkerSettings } from '../../src/runtimes/worker/load-worker-settings.ts'

export type DevSettings =
  | {
      readonly ok: true
      readonly settings: Settings
      /** What the Worker is given, by name. */
      readonly texts: Readonly<Record<string, string>>
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly sentences: readonly string[] }

/** Of the machine that it runs on, and none of the Worker's business. */
const NOT_PASSED = new Set([
  'PORT',
  'HOST',
  'HTTPS_PROXY',
  'CLAUDEFLARE_HOME',
  'CLAUDEFLARE_CONFIG',
  'CLAUDEFLARE_URL',
  'CLAUDEFLARE_KEY',
])

/** Settings as the Node server reads them, turned into what a Worker is given: variables, secrets, and its configuration as text. */
export function readDevSettings(facts: ProcessFacts): DevSettings {
  const loaded = loadNodeSettings(facts)
  if (!loaded.ok) return loaded
  const { settings } = loaded
  if (!isLoopbackHost(settings.listen.host)) {
    const why = `HOST ${settings.listen.host} cannot be used: worker:dev serves this machine alone, since it lets callers in without a key; leave HOST out`
    return { ok: false, sentences: [why] }
  }
  const config = readConfigText(facts)
  if (!config.ok) return { ok: false, sentences: [config.why] }
  const texts: Record<string, string> = {}
  for (const name of namesOf(config.text)) {
    const text = facts.env[name]
    if (text !== undefined && text.trim() !== '' && !NOT_PASSED.has(name)) texts[name] = text
  }
  texts[INLINE_CONFIG] = config.text
  texts['LOAD_BALANCER_UUID'] = settings.loadBalancer.uuids.join(',')
  texts['LOG_LEVEL'] = settings.log.level
  texts['LOG_FORMAT'] = settings.log.format
  const inWorker = loadWorkerSettings(texts, [])
  if (!inWorker.ok) return inWorker
  const proxied = settings.outbound.httpsProxy === null ? [] : [PROXY_UNUSED]
  return { ok: true, settings, texts, warnings: [...loaded.warnings, ...proxied] }
}

const PROXY_UNUSED = 'HTTPS_PROXY is not used: workerd reaches the vendors without a proxy'

/** The configuration's text, wherever this machine has it. */
function readConfigText(facts: ProcessFacts): { ok: true; text: string } | { ok: false; why: string } {
  const inline = facts.env[INLINE_CONFIG]
  if (inline !== undefined && inline.trim() !== '') return { ok: true, text: inline }
  const { configFile } = locateNodeState(facts)
  const read = configFile === null ? null : readText(configFile)
  if (read === null) return { ok: true, text: '{}' }
  return read.ok ? { ok: true, text: read.value ?? '{}' } : read
}

/** Every variable of contract §3, and those that the configuration names: `"${MY_KEY}"`. */
function namesOf(config: string): ReadonlySet<string> {
  const variables = Object.keys(SETTINGS).flatMap((key) => {
    const variable = isSettingKey(key) ? settingNames(key).variable : null
    return variable === null ? [] : [variable]
  })
  const named = [...config.matchAll(/"\$\{([A-Za-z_]\w*)\}"/g)].map(([, name]) => name ?? '')
  return new Set([...variables, ...ENVIRONMENT_ONLY, ...named])
}

function isSettingKey(key: string): key is keyof typeof SETTINGS {
  return Object.hasOwn(SETTINGS, key)
}
