import { INLINE_CONFIG } from './config-document.ts'
import { resolvePath } from './resolve-path.ts'

/** Where the state folder and the config file are. Paths are absolute where the folders given are. */
export interface StateLocation {
  readonly home: string
  /** `null` where `CLAUDEFLARE_CONFIG_JSON` takes the file's place. */
  readonly configFile: string | null
  /** Whether somebody named the config file, rather than it being the usual one in the state folder. */
  readonly configNamedBy: '--config' | 'CLAUDEFLARE_CONFIG' | null
}

export interface Surroundings {
  readonly flags: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home folder and the folder the command runs in, absolute. */
  readonly userHome: string
  readonly folder: string
}

/** `--home` and `--config`, else `CLAUDEFLARE_HOME` and `CLAUDEFLARE_CONFIG`, else `~/.claudeflare/config.json`. */
export function locateState({ flags, env, userHome, folder }: Surroundings): StateLocation {
  const absolute = (path: string) => {
    return path === '~' || /^~[/\\]/.test(path) ? `${userHome}${path.slice(1)}` : resolvePath(path, folder)
  }
  const home = absolute(flags.get('home') ?? set(env['CLAUDEFLARE_HOME']) ?? resolvePath('.claudeflare', userHome))
  const flag = flags.get('config')
  const variable = set(env['CLAUDEFLARE_CONFIG'])
  const named = flag ?? variable
  const inline = set(env[INLINE_CONFIG]) !== undefined
  return {
    home: home.length > 1 ? home.replace(/[/\\]+$/, '') : home,
    configFile: inline ? null : named === undefined ? resolvePath('config.json', home) : absolute(named),
    configNamedBy: flag !== undefined ? '--config' : variable !== undefined ? 'CLAUDEFLARE_CONFIG' : null,
  }
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
