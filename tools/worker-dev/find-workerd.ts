import { createRequire } from 'node:module'

/** The program that comes with the npm package, without the detour through Node that the package's own command takes. */
export function findWorkerd(): string {
  const require = createRequire(import.meta.url)
  const platform = `@cloudflare/workerd-${process.platform}-${process.arch === 'x64' ? '64' : process.arch}`
  return createRequire(require.resolve('workerd')).resolve(`${platform}/bin/workerd`)
}
