import { existsSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseFlags, SERVE_FLAGS } from '../../src/config/parse-flags.ts'
import { takeInstanceLock, tellHeld } from '../../src/runtimes/node/files/instance-lock.ts'
import { keepSecret } from '../../src/runtimes/node/files/secret-file.ts'
import { prepareStateFolder } from '../../src/runtimes/node/files/state-folder.ts'
import { workerFolder } from '../../src/runtimes/node/files/worker-folder.ts'
import { onSignals } from '../../src/runtimes/node/signals.ts'
import { BUILT } from '../dashboard/dashboard-folders.ts'
import { prepareDashboard } from '../dashboard/prepare-dashboard.ts'
import { bundleWorker } from './bundle.ts'
import { readCompatibilityDate } from './compatibility-date.ts'
import type { DevSettings } from './dev-settings.ts'
import { readDevSettings } from './dev-settings.ts'
import { holdWorkerd } from './hold-workerd.ts'
import type { Front } from './front.ts'
import { createFront } from './front.ts'
import type { WorkerdProcess } from './workerd-process.ts'
import { startWorkerd } from './workerd-process.ts'

const REFUSED = 2
const FAILED = 1
/** What a pool's object has not written yet is on disk within this time (`pool-writer.ts`). */
const WRITTEN_WITHIN_MS = 350
/** So long it is waited for calls that are answered to be told to the pools' objects. */
const LAST_CALLS_MS = 10_000
/** Asked to end, and with nothing left to answer, workerd leaves at once. */
const LEAVES_WITHIN_MS = 2_000
const LOCK_WAIT_MS = 2_000
const LOOK_EVERY_MS = 50

/** Workerd tells of every answer that is cut on purpose as of an accident. */
const EXPECTED = /Uncaught exception: .*(?:the answer is cut|the caller takes nothing)/

/** `npm run worker:dev`: the Worker in workerd, on this machine, told by the environment as the Node server is. */
async function main(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(
    argv.filter((word) => word !== '--no-build'),
    SERVE_FLAGS,
  )
  if (!flags.ok) return refuse([flags.why])
  const defaultLogFormat = process.stderr.isTTY ? 'text' : 'json'
  const read = readDevSettings({ flags: flags.flags, env: process.env, defaultLogFormat })
  if (!read.ok) return refuse(read.sentences)
  const home = workerFolder(read.settings.home)
  const prepared = prepareStateFolder(home)
  if (!prepared.ok) return refuse([prepared.why])
  const taken = takeInstanceLock(home, LOCK_WAIT_MS)
  if (taken.kind !== 'taken') return refuse([taken.kind === 'held' ? tellHeld(home, taken.holder) : taken.why])
  for (const warning of read.warnings) process.stderr.write(`claudeflare: ${warning}\n`)
  try {
    if (!argv.includes('--no-build')) {
      await bundleWorker()
      prepareDashboard()
    }
    const secret = keepSecret(home)
    if (!secret.ok) return refuse([secret.why])
    const texts = { CLAUDEFLARE_SECRET: secret.value.reveal(), ...read.texts }
    return await serve({ ...read, texts }, home, (url) => taken.lock.announce(url))
  } finally {
    taken.lock.release()
  }
}

function refuse(sentences: readonly string[]): number {
  for (const sentence of sentences) process.stderr.write(`claudeflare: ${sentence}\n`)
  return REFUSED
}

async function serve(
  { settings, texts }: Extract<DevSettings, { ok: true }>,
  home: string,
  announce: (url: string) => void,
): Promise<number> {
  const site = existsSync(BUILT) ? BUILT : null
  const plan = { compatibilityDate: await readCompatibilityDate(), storage: join(home, 'objects'), site, texts }
  const workerd = await startWorkerd(plan, (line) => {
    if (!EXPECTED.test(line)) process.stderr.write(`${line}\n`)
  })
  const signals = onSignals({
    onReload: () => process.stderr.write('claudeflare: worker:dev reads its settings at the start alone\n'),
    onImpatient: () => workerd.kill(),
  })
  const front = createFront(workerd.socketPath)
  const port = await listen(front.server, settings.listen)
  if (port === null) {
    workerd.kill()
    await workerd.ended
    return refuse([
      `port ${settings.listen.port} of ${settings.listen.host} is in use by another program; set PORT to a free one`,
    ])
  }
  const url = `http://${settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host}:${port}`
  announce(url)
  process.stdout.write(`listening on ${url}\n`)
  const [uuid] = settings.loadBalancer.uuids
  if (process.stderr.isTTY && uuid !== undefined)
    process.stderr.write(`pool lb: ${url}/${uuid}/lb\npool accounts: ${url}\n`)
  const ended = await Promise.race([signals.then(() => 'asked'), workerd.ended.then(() => 'by itself')])
  if (ended === 'by itself') {
    process.stderr.write('claudeflare: workerd has ended by itself; what it said last stands above\n')
    front.server.close()
    return FAILED
  }
  await shutDown(front, workerd, settings.drainMs)
  return 0
}

/** Resolves to the port that is listened on; `null` where it is taken. */
function listen(
  front: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number | null> {
  return new Promise((resolve) => {
    front.once('error', () => resolve(null))
    front.listen({ host, port }, () => {
      const address = front.address()
      resolve(address !== null && typeof address === 'object' ? address.port : port)
    })
  })
}

/** No new callers; those under way go on until their answers are over, then what is not on disk yet is written. */
async function shutDown(front: Front, workerd: WorkerdProcess, limitMs: number): Promise<void> {
  front.server.close()
  const limit = setTimeout(() => front.cut(), limitMs)
  // Workerd would leave with the last answer, before the pools heard how it ended.
  const hold = await within(LAST_CALLS_MS, workerd, holdWorkerd(workerd.lastCallsPath))
  workerd.stop()
  front.endListeners()
  const begunAt = performance.now()
  const looking = setInterval(() => front.unread.onDrain(performance.now() - begunAt), LOOK_EVERY_MS)
  await Promise.race([front.empty(), workerd.ended])
  clearInterval(looking)
  clearTimeout(limit)
  await within(WRITTEN_WITHIN_MS, workerd, null)
  await within(LAST_CALLS_MS, workerd, hold?.settled() ?? null)
  await within(LEAVES_WITHIN_MS, workerd, null)
  workerd.kill()
  await workerd.ended
}

/** What comes of the work; `null` where that fails, takes longer, or workerd has ended. */
async function within<T>(ms: number, { ended }: WorkerdProcess, work: Promise<T> | null): Promise<T | null> {
  const late = pause(ms, null, { ref: false })
  return Promise.race([work?.catch(() => null) ?? late, late, ended.then(() => null)])
}

process.exitCode = await main(process.argv.slice(2))
