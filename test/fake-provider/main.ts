import { parseArgs } from 'node:util'
import { startFakeProvider } from '../../src/demo/provider.ts'

/** A fake provider as a process of its own: `node test/fake-provider/main.ts --port 9000 --seed 1 --record counts`. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, seed: { type: 'string' }, record: { type: 'string' } },
})
const provider = await startFakeProvider({
  port: Number(values.port ?? 0),
  seed: Number(values.seed ?? 1),
  record: values.record === 'counts' ? 'counts' : 'all',
})
process.stdout.write(`listening on ${provider.url}\n`)
const stop = () => {
  provider.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
