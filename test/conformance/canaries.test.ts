import { expect, test } from 'vitest'
import { openAuthorizationServer, PUBLIC_CLIENT } from '../harness/authorization-server.ts'
import { createCanaries } from '../harness/canaries.ts'
import type { Allowed } from '../harness/canaries.ts'
import { pasteWrongly } from '../harness/canary-run/paste-wrongly.ts'
import { createRun } from '../harness/canary-run/run.ts'
import { useAccounts } from '../harness/canary-run/use-accounts.ts'
import { readAll, useApi } from '../harness/canary-run/use-api.ts'
import { useVendors } from '../harness/canary-run/use-vendors.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { openForwardProxy } from '../harness/forward-proxy.ts'
import { readFiles, toEvidence } from '../harness/leaks.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { runtime } from '../harness/runtime.ts'
import { MESSAGE } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** What may be where. Nothing else may be anywhere. */
const ALLOWED: readonly Allowed[] = [
  { secret: /in the config file$/, where: /^config\.json$/, why: 'the operator wrote it there' },
  {
    secret: /^the (?:generated uuid|secret file)$/,
    where: /(?:^|\/)(?:uuid|secret)$/,
    why: 'that is where it is kept',
  },
  { secret: /^a client key/, where: /^the answer to making a client key$/, why: 'it is shown this once' },
  { secret: /^a session$/, where: /^the answer to signing in$/, why: 'it is the cookie' },
  { secret: /./, where: /^a vendor's answer that is passed on$/, why: 'byte for byte (contract §6)' },
]

/** Contract §4, §7 and §8: after a run that does everything, and fails in every way, at the most talkative log level. */
test('no secret is in a log, an answer, a trace, a database or a file', async () => {
  const canaries = createCanaries()
  const clientSecret = canaries.make('an OAuth client secret in the config file')
  await using server = await openAuthorizationServer({
    clients: [{ ...PUBLIC_CLIENT, kind: 'confidential', secret: clientSecret, methods: ['client_secret_basic'] }],
  })
  await using files = await openTemporaryFiles()
  await using proxy = await openForwardProxy('refuse')
  const admin = canaries.make('CLAUDEFLARE_ADMIN_KEY')
  const uuid = canaries.make('LOAD_BALANCER_UUID', 'u-')
  const keys = Array.from({ length: 18 }, (_, index) => canaries.make(`key ${index} of the environment`, 'sk-ant-'))
  const others = [canaries.make('a key of Gemini', 'AIza'), canaries.make('a key of OpenAI', 'sk-proj-')]
  const inFile = canaries.make('a key in the config file', 'sk-ant-')
  const far = { name: 'far', pool: 'far', provider: 'far', base_url: 'https://far.test' }
  const plan = {
    home: files.folder,
    vendorPort: await findFreePort(),
    workload: { assertion: '${ASSERTION}' },
    oauth: { client_secret: clientSecret },
    env: {
      LOG_LEVEL: 'trace',
      CLAUDEFLARE_ADMIN_KEY: admin,
      LOAD_BALANCER_UUID: uuid,
      LOAD_BALANCER_API_KEYS: [...keys, ...others].join(','),
      OF_VARIABLE: canaries.make('a key that the config file names', 'sk-ant-'),
      ASSERTION: server.assertion(),
      HTTPS_PROXY: `http://someone:${canaries.make('the password of the proxy')}@${proxy.host}`,
    },
    config: {
      accounts: [
        { name: 'file-1', provider: 'anthropic', api_key: inFile },
        { name: 'file-2', provider: 'anthropic', api_key: '${OF_VARIABLE}' },
        { ...far, api_key: canaries.make('a key of another vendor in the config file') },
      ],
    },
  }
  {
    await using stage = await openOAuthStage(server, plan)
    const run = createRun(canaries, stage, { uuid, admin })
    await useVendors(run, keys)
    await useAccounts(run, server)
    await useApi(run, admin)
    await pasteWrongly(run)
    await readAll(run)
    await stage.gateway.stop()
    canaries.add([toEvidence('the log', stage.gateway.stdout() + stage.gateway.stderr())])
  }
  const written = await readFiles(files.folder)
  const tell = (name: string) =>
    written
      .find(({ where }) => where === name || where.endsWith(`/${name}`))
      ?.bytes.toString()
      .trim() ?? ''
  const secretOfFile = canaries.note('the secret file', tell('secret'))
  canaries.note('the generated uuid', tell('uuid'))
  canaries.add(written)
  {
    const CLAUDEFLARE_SECRET = canaries.make('CLAUDEFLARE_SECRET')
    const env = { ...plan.env, CLAUDEFLARE_SECRET, CLAUDEFLARE_SECRET_PREVIOUS: secretOfFile }
    await using stage = await openOAuthStage(server, { ...plan, env })
    const run = createRun(canaries, stage, { uuid, admin })
    const { key } = await run.makeKey({ name: 'later', pools: ['stored'] })
    expect((await run.call('/v1/messages', MESSAGE, key)).status).toBe(200)
    stage.provider.on(keys[0] ?? '').script([{ kind: 'ok', everyMs: 30 }])
    const slow = run.call(`/${uuid}/lb/v1/messages`, { ...MESSAGE, stream: true }, 'nothing-of-ours')
    await readAll(run)
    stage.gateway.signal('SIGTERM')
    await slow
    await stage.gateway.stop()
    canaries.add([toEvidence('the log', stage.gateway.stdout() + stage.gateway.stderr())])
  }
  canaries.add(await readFiles(files.folder))
  for (const [index, secret] of server.secrets().entries()) {
    canaries.note(`secret ${index} of the authorization server`, secret)
  }
  if (runtime.name === 'node') expect(proxy.credentials().join()).toContain('Basic')
  expect(canaries.size().secrets).toBeGreaterThan(80)
  expect(canaries.size().evidence).toBeGreaterThan(2_000)
  expect(canaries.found(ALLOWED)).toEqual([])
}, 240_000)
