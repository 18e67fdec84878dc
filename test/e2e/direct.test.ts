import { expect, test } from 'vitest'
import { startFakeProvider } from '../../src/demo/provider.ts'
import { createClients, GENERATING, REPEATABLE } from './clients.ts'

/** If a client does not understand the fake provider itself, what it says of the gateway means nothing. */
test.each([...GENERATING, ...REPEATABLE])("$vendor's client understands the fake provider: $name", async (errand) => {
  const provider = await startFakeProvider()
  expect(await errand.run(createClients(provider.url))).toEqual(errand.expected)
  await provider.close()
})
