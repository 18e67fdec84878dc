import { parseArgs } from 'node:util'
import { openAuthorizationServer } from './authorization-server.ts'

/** An authorization server as a process of its own: `node test/harness/authorization-server-main.ts --port 9100`. */
const { values } = parseArgs({ options: { port: { type: 'string' } } })
const server = await openAuthorizationServer({ port: Number(values.port ?? 0) })
process.stdout.write(`listening on ${server.url}\n`)
const stop = () => {
  server[Symbol.asyncDispose]().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
