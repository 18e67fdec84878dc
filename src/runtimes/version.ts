import manifest from '../../package.json' with { type: 'json' }

/** The version that is released. */
export const VERSION: string = manifest.version
