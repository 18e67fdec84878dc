import { accountNamed } from '../../src/balancer/board-fixture.ts'
import { createArrivals } from './arrivals.ts'
import { Caller } from './caller.ts'
import { createChance } from './chance.ts'
import { createClockQueue } from './clock-queue.ts'
import type { Contender } from './contenders.ts'
import { createContender } from './contenders.ts'
import { createConversation } from './conversation.ts'
import { Gateway } from './gateway.ts'
import type { Figures } from './tally.ts'
import { Tally } from './tally.ts'
import { startUnseen } from './unseen.ts'
import { Vendor } from './vendor.ts'
import type { World } from './world.ts'

export interface Run {
  readonly contender: Contender
  readonly load: number
  readonly seed: number
}

/** 2026-11-22T09:00:00Z: the middle of six hours is noon. */
const START = 1_795_338_000_000
/** Streams of draws. */
const RETRIES = 3
const UNSEEN = 100

/** One strategy through one day's hours, in virtual time. */
export function simulate(world: World, { contender, load, seed }: Run): Figures {
  const { nuisances, lengthMs, warmUpMs } = world
  const cpu = process.threadCpuUsage()
  const queue = createClockQueue(START)
  const vendor = new Vendor(world.vendor, nuisances, START)
  const accounts = Array.from({ length: vendor.size }, (_, index) => accountNamed(`key-${index + 1}`))
  const tally = new Tally()
  const chance = createChance(seed, RETRIES)
  const replicas = Array.from({ length: nuisances.replicas }, () => {
    const chooser = createContender(contender, { world, vendor, accounts })
    const gateway = new Gateway({ chooser, vendor, queue, accounts })
    const caller = new Caller({
      queue,
      habits: world.callers,
      maxOutput: world.workload.maxOutput,
      chance,
      ask: (request, onlooker, done) => gateway.ask(request, onlooker, done),
      onCalled(called, usage) {
        if (called.startedAt >= START + warmUpMs) tally.add(called, usage)
      },
    })
    return { gateway, caller }
  })

  let index = 0
  const arrivals = createArrivals(world, { load, seed, start: START })
  const arrive = (now: number): void => {
    const conversation = createConversation(world.workload, { seed, index, bytesOff: nuisances.bytesOff })
    replicas[index % replicas.length]?.caller.converse(conversation)
    index++
    queue.at(arrivals.after(now), arrive)
  }
  queue.at(arrivals.after(START), arrive)
  for (const [group, counters] of vendor.counters().entries()) {
    startUnseen(world, counters, { queue, chance: createChance(seed, UNSEEN + group) })
  }
  if (nuisances.cutTo < 1) queue.at(START + lengthMs / 2, (now) => vendor.cutTo(nuisances.cutTo, now))
  if (nuisances.restartAt !== null) {
    queue.at(START + lengthMs * nuisances.restartAt, (now) => {
      for (const { gateway } of replicas) gateway.restart(now)
    })
  }
  queue.runUntil(START + lengthMs)

  const { user, system } = process.threadCpuUsage(cpu)
  return tally.toFigures((user + system) / 1e6)
}
